package io.deligate.otaservice.rollout;

import io.deligate.servicekit.config.Expect;
import java.time.Duration;

/**
 * How rollouts are watched.
 *
 * @param soak how long a device that came up with a version is watched before that counts, unless its rollout says
 * @param stuckAfter how long after its turn, and its window, a device with the old version is stuck
 * @param stuckEvery how often the fleet is looked through for those
 */
public record WatchConfig(Duration soak, Duration stuckAfter, Duration stuckEvery) {
    private static final long LONGEST_SOAK = Duration.ofDays(7).toMillis();
    private static final long LONGEST_WAIT = Duration.ofDays(365).toMillis();

    public WatchConfig {
        Expect.between("ota.watch.soak", soak.toMillis(), 0, LONGEST_SOAK);
        Expect.between("ota.watch.stuck-after", stuckAfter.toMillis(), 0, LONGEST_WAIT);
        Expect.between("ota.watch.stuck-every", stuckEvery.toMillis(), 1_000, LONGEST_WAIT);
    }

    public static WatchConfig defaults() {
        return new WatchConfig(Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofHours(1));
    }
}
