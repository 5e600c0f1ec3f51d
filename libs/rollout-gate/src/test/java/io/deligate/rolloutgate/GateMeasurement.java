package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Decisions per second on one core: {@code mvn -pl libs/rollout-gate -am verify -Pmeasure}. It asserts what was decided,
 * and times only to report it.
 */
class GateMeasurement {
    private static final Logger log = Logger.getLogger(GateMeasurement.class.getName());
    private static final int DEVICES = 1_000_000;
    private static final int ROUNDS = 10;

    @Test
    void walksThroughAMillionSessions() {
        Rollout rollout = Rollouts.running(2, Schedule.ramp(0, 10_000, Duration.ofSeconds(10_000)));
        ModelReleases releases = Rollouts.of(rollout);
        long tag = OfferMemory.tag(rollout);
        String[] devices = new String[DEVICES];
        long[] cells = new long[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            devices[i] = "SN%08d".formatted(i);
        }

        long begun = System.nanoTime();
        for (int i = 0; i < DEVICES; i++) {
            cells[i] = OfferMemory.about(cells[i], tag, rollout, devices[i]);
        }
        report("buckets hashed", DEVICES, begun);

        long released = 0;
        Instant now = Rollouts.START.plusSeconds(5_000);
        for (int round = 0; round < ROUNDS; round++) {
            released = 0;
            begun = System.nanoTime();
            for (int i = 0; i < DEVICES; i++) {
                cells[i] = OfferMemory.about(cells[i], tag, rollout, devices[i]);
                if (Gate.offers(releases, rollout, OfferMemory.bucket(cells[i]), devices[i], "1.0", now)) {
                    released++;
                }
            }
            report("decisions", DEVICES, begun);
        }

        assertThat(released).isBetween(DEVICES * 49L / 100, DEVICES * 51L / 100);
    }

    private static void report(String what, int count, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        log.info("%,d %s in %.0f ms: %.1f million/s; 8 bytes each"
                .formatted(count, what, seconds * 1_000, count / seconds / 1e6));
    }
}
