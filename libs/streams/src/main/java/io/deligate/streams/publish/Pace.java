package io.deligate.streams.publish;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets records go in bursts, one in each gap at most: after a pause the first goes at once, and what comes soon after it goes
 * together when the gap is over. Who takes a burst on and wakes somebody for it does so once, not for each record of it.
 *
 * <p>Records go one after the other in the order of {@link #add}, all on the keeper's thread until it is shut down.
 */
final class Pace {
    /** Then the keeper's other work has its turn. */
    private static final int MOST_AT_ONCE = 10_000;

    private final ScheduledExecutorService keeper;
    private final long gap;
    private final Consumer<Sending> way;
    private final ConcurrentLinkedQueue<Sending> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean going = new AtomicBoolean();

    /** Nothing goes yet; {@code way} must not block. */
    Pace(ScheduledExecutorService keeper, Duration gap, Consumer<Sending> way) {
        this.keeper = keeper;
        this.gap = gap.toNanos();
        this.way = way;
    }

    /** From any thread. */
    void add(Sending sending) {
        arrived.add(sending);
        if (going.compareAndSet(false, true)) {
            goIn(0);
        }
    }

    private void goIn(long nanos) {
        try {
            var unused = keeper.schedule(this::go, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            going.set(false);
            var unused = letGo();
        }
    }

    private void go() {
        if (letGo()) {
            // the next burst, or a look in vain after which the first one goes at once again
            goIn(arrived.isEmpty() ? gap : 0);
            return;
        }
        // Cleared before the last look: what is added after that look starts anew.
        going.set(false);
        if (!arrived.isEmpty() && going.compareAndSet(false, true)) {
            goIn(0);
        }
    }

    /** Lets those that are there go at once, as many as make a burst; false when there was none. */
    boolean letGo() {
        Sending next = arrived.poll();
        if (next == null) {
            return false;
        }
        for (int left = MOST_AT_ONCE; next != null; next = --left > 0 ? arrived.poll() : null) {
            try {
                way.accept(next);
            } catch (RuntimeException | Error bug) {
                // those behind it have to go all the same
                next.fail(bug);
            }
        }
        return true;
    }
}
