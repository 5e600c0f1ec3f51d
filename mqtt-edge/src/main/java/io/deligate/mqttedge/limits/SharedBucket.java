package io.deligate.mqttedge.limits;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A token bucket for many threads, as one number: the time at which it will be full again. */
final class SharedBucket {
    private final long perToken;
    private final long span;
    private final AtomicLong fullAt;

    /** Full at {@code now}, in nanoseconds: {@code burst} tokens, and {@code perSecond} more each second. */
    SharedBucket(int perSecond, int burst, long now) {
        this.perToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.span = perToken * burst;
        this.fullAt = new AtomicLong(now);
    }

    /** False when there is no token left; nothing is taken then. */
    boolean tryTake(long now) {
        long before;
        long after;
        do {
            before = fullAt.get();
            after = (before - now > 0 ? before : now) + perToken;
            if (after - now > span) {
                return false;
            }
        } while (!fullAt.compareAndSet(before, after));
        return true;
    }
}
