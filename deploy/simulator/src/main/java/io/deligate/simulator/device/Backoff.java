package io.deligate.simulator.device;

import java.time.Duration;
import java.util.SplittableRandom;

/** How long to wait before the next try: longer each time, and never the same for all. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 6;
    private static final long FIRST = 1_000;
    private int tries;

    Duration next(SplittableRandom random) {
        long most = FIRST << Math.min(tries, MOST_DOUBLINGS);
        tries++;
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }

    void reset() {
        tries = 0;
    }
}
