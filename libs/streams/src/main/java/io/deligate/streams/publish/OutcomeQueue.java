package io.deligate.streams.publish;

import io.vertx.core.Context;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings outcomes from the Kafka client's thread to one event loop, all that are there in one task: a task per record
 * would wake the event loop for each.
 */
public final class OutcomeQueue {
    private final Context context;
    private final ConcurrentLinkedQueue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public OutcomeQueue(Context context) {
        this.context = context;
    }

    /** Runs the task on the event loop, after those that were added before it; from any thread. */
    public void add(Runnable task) {
        arrived.add(task);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(none -> drain());
        }
    }

    private void drain() {
        // Cleared first: what is added from here on schedules the next run, so nothing is left lying.
        scheduled.set(false);
        for (Runnable task = arrived.poll(); task != null; task = arrived.poll()) {
            task.run();
        }
    }
}
