package io.deligate.streams.consume;

import java.time.Duration;

/** How long the consumer's thread still waits for work to finish. */
final class Patience {
    private final long deadline;

    Patience(Duration limit) {
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Waits for a notification on the monitor the caller holds; false when the time is over. */
    boolean waitOn(Object monitor) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            return false;
        }
        try {
            monitor.wait(left);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
