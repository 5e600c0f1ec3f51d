package io.deligate.otaservice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.deligate.rolloutgate.Schedule;
import io.deligate.rolloutgate.UnknownVersion;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SN00000002 has bucket 2419 of the seed r-0001, SN00000001 has 9761. */
class StuckTest {
    private static final ProductModel MODEL = new ProductModel("M");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofHours(2);
    private static final Duration AFTER = Duration.ofHours(24);
    private static final String EARLY = "SN00000002";
    private static final String LATE = "SN00000001";

    /** From nobody to everybody within 10,000 s: a bucket a second. */
    private static ModelReleases releases(RolloutState state, Set<String> canary) {
        Release release =
                new Release("f", "2.0", 2, UpgradeType.NORMAL, URI.create("http://localhost/f"), "0".repeat(32), 1);
        Rollout rollout = new Rollout(
                "r",
                release,
                "r-0001",
                1,
                Schedule.ramp(0, 10_000, Duration.ofSeconds(10_000)),
                state,
                new Audience(canary, Set.of(), null, UnknownVersion.GATED),
                (int) WINDOW.toSeconds(),
                0);
        return new ModelReleases(
                new ProductType("KQ"), MODEL, 1, Instant.MAX, Map.of("1.0", 1L, "2.0", 2L), List.of(rollout));
    }

    private static Fleet.Device device(
            String id, String version, boolean online, @Nullable Instant connected, @Nullable Instant previous) {
        return new Fleet.Device(id, MODEL, version, List.of("1.0"), online, connected, previous);
    }

    private static Optional<Instant> since(Fleet.Device device, Instant now) {
        return Stuck.of(releases(new RolloutState.Running(START), Set.of()), device, AFTER, now)
                .map(Stuck::since);
    }

    @Test
    void aDeviceThatStaysOnlineIsStuckWhenWindowAndWaitHavePassedSinceItsTurn() {
        Fleet.Device device = device(EARLY, "1.0", true, START.minusSeconds(5), null);
        Instant over = START.plusSeconds(2_420).plus(WINDOW).plus(AFTER);

        assertThat(since(device, over.minusMillis(1))).isEmpty();
        assertThat(since(device, over)).contains(over);
    }

    @Test
    void aDeviceThatRunsTheReleaseIsNot() {
        assertThat(since(device(EARLY, "2.0", true, START, null), START.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void aDeviceThatWasNeverSeenSinceItsTurnIsNot() {
        Instant late = START.plus(Duration.ofDays(9));

        assertThat(since(device(EARLY, "1.0", false, START.minusSeconds(5), null), late))
                .isEmpty();
        assertThat(since(device(EARLY, "1.0", false, null, null), late)).isEmpty();
    }

    @Test
    void aDeviceThatComesBackLateHasItsWindowFirst() {
        Instant back = START.plus(Duration.ofDays(9));
        Fleet.Device device = device(EARLY, "1.0", true, back, START.minusSeconds(5));

        assertThat(since(device, back.plus(WINDOW).minusMillis(1))).isEmpty();
        assertThat(since(device, back.plus(WINDOW))).contains(back.plus(WINDOW));
    }

    @Test
    void aDeviceThatReconnectsAllTheTimeIsStuckLikeTheOthers() {
        Instant now = START.plus(Duration.ofDays(9));

        assertThat(since(device(EARLY, "1.0", true, now.minusSeconds(1), now.minusSeconds(60)), now))
                .contains(now.minusSeconds(60));
    }

    @Test
    void aCanarysTurnComesWithTheStartAndThatOfOthersWithTheirBucket() {
        Instant now = START.plus(WINDOW).plus(AFTER);
        Fleet.Device device = device(LATE, "1.0", true, START.minusSeconds(5), null);

        assertThat(since(device, now)).isEmpty();
        assertThat(Stuck.of(releases(new RolloutState.Running(START), Set.of(LATE)), device, AFTER, now))
                .isPresent();
    }

    @Test
    void nobodyIsStuckInAnAbortedRollout() {
        assertThat(Stuck.of(
                        releases(new RolloutState.Aborted(), Set.of()),
                        device(EARLY, "1.0", true, START, null),
                        AFTER,
                        START.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void whoRanItAndRunsAnotherVersionNowFellBack() {
        Fleet.Device device = new Fleet.Device(EARLY, MODEL, "1.0", List.of("2.0", "1.0"), true, START, null);

        assertThat(Stuck.of(
                        releases(new RolloutState.Running(START), Set.of()),
                        device,
                        AFTER,
                        START.plus(Duration.ofDays(9))))
                .get()
                .extracting(Stuck::reason)
                .isEqualTo(Stuck.Reason.FELL_BACK);
    }
}
