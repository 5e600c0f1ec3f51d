package io.deligate.streams.publish;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings outcomes from the Kafka client's thread to one event loop, all that are there in one task: a task per record
 * would wake the event loop for each.
 */
public final class OutcomeQueue {
    /** Then the event loop's other work has its turn. */
    private static final int MOST_AT_ONCE = 1_024;

    private final Context context;
    private final ConcurrentLinkedQueue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public OutcomeQueue(Context context) {
        this.context = context;
    }

    /** The queue to that context, one for all who ask; that of a duplicate is the one of what it duplicates. */
    static OutcomeQueue of(Context context) {
        OutcomeQueue known = context.get(OutcomeQueue.class);
        if (known != null) {
            return known;
        }
        OutcomeQueue queue = new OutcomeQueue(((ContextInternal) context).unwrap());
        context.put(OutcomeQueue.class, queue);
        return queue;
    }

    /** Runs the task on the event loop, after those that were added before it; from any thread. */
    public void add(Runnable task) {
        arrived.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(none -> drain());
        }
    }

    private void drain() {
        try {
            for (int left = MOST_AT_ONCE; left > 0; left--) {
                Runnable task = arrived.poll();
                if (task == null) {
                    break;
                }
                task.run();
            }
        } finally {
            // Cleared before the last look: what is added after that look schedules the next run. A look is due also
            // when a task threw.
            scheduled.set(false);
            if (!arrived.isEmpty()) {
                schedule();
            }
        }
    }
}
