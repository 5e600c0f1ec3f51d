package io.deligate.testkit.load;

import java.time.Duration;

/** When something was acknowledged to anybody of a fleet, and for how long nothing was. Thread-safe. */
public final class Pulse {
    private long last;
    private long longest;
    private boolean begun;

    /** An acknowledgement came, at that {@link System#nanoTime()}. */
    public synchronized void beat(long now) {
        longest = Math.max(longest, begun ? now - last : 0);
        last = now;
        begun = true;
    }

    /** From here on it counts, and what was is forgotten. */
    public synchronized void reset() {
        last = System.nanoTime();
        longest = 0;
        begun = true;
    }

    /** The longest time without an acknowledgement to anybody, the one that goes on now included. */
    public synchronized Duration longestSilence() {
        return Duration.ofNanos(Math.max(longest, begun ? System.nanoTime() - last : 0));
    }
}
