package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Schedule ALL = Schedule.ramp(10_000, 10_000, Duration.ZERO);
    private static final Schedule NOBODY = Schedule.ramp(0, 0, Duration.ZERO);
    private static final Schedule RAMP = Schedule.ramp(0, 10_000, Duration.ofSeconds(10_000));
    private static final Instant NOW = Rollouts.START.plusSeconds(5_000);

    private static String early() {
        return device(0, 4_000);
    }

    private static String late() {
        return device(6_000, 10_000);
    }

    private static String device(int from, int to) {
        for (int number = 0; ; number++) {
            int bucket = Buckets.of("seed-2", "SN" + number);
            if (bucket >= from && bucket < to) {
                return "SN" + number;
            }
        }
    }

    @Test
    @Tag("R79")
    void offersTheNewestReleaseWhoseTurnHasCome() {
        ModelReleases releases = Rollouts.of(Rollouts.running(2, ALL), Rollouts.running(3, ALL));

        assertThat(Gate.decide(releases, "SN1", "1.0", NOW)
                        .release()
                        .orElseThrow()
                        .version())
                .isEqualTo("3.0");
    }

    @Test
    void offersAnOlderReleaseWhileTheNewestLetsWait() {
        ModelReleases releases = Rollouts.of(Rollouts.running(2, ALL), Rollouts.running(3, NOBODY));

        assertThat(Gate.decide(releases, "SN1", "1.0", NOW)
                        .release()
                        .orElseThrow()
                        .version())
                .isEqualTo("2.0");
    }

    @Test
    @Tag("R84")
    void offersNothingToTheOneThatWaits() {
        Decision decision = Gate.decide(Rollouts.of(Rollouts.running(2, RAMP)), late(), "1.0", NOW);

        assertThat(decision.release()).isEmpty();
        assertThat(decision.releaseAt()).hasValue(Rollouts.START.plusSeconds(decision.bucket() + 1));
        assertThat(decision.reason()).startsWith("released in ").endsWith(">= share 5000");
    }

    @Test
    void saysSinceWhenSomebodyIsReleased() {
        Decision decision = Gate.decide(Rollouts.of(Rollouts.running(2, RAMP)), early(), "1.0", NOW);

        assertThat(decision.reason())
                .isEqualTo("released %d minutes ago, bucket %d < share 5000"
                        .formatted((5_000 - decision.bucket() - 1) / 60, decision.bucket()));
    }

    @Test
    void saysThatAPauseIsWhatOneWaitsFor() {
        Rollout paused = Rollouts.running(2, RAMP).in(new RolloutState.Running(Rollouts.START).pause(NOW));

        Decision decision = Gate.decide(Rollouts.of(paused), late(), "1.0", NOW.plusSeconds(100_000));

        assertThat(decision.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(decision.releaseAt()).isEmpty();
        assertThat(decision.reason()).startsWith("paused, bucket ");
    }

    @Test
    void releasedDevicesMayStillTakeAPausedRelease() {
        Rollout paused = Rollouts.running(2, RAMP).in(new RolloutState.Running(Rollouts.START).pause(NOW));

        assertThat(Gate.decide(Rollouts.of(paused), early(), "1.0", NOW).release())
                .isPresent();
    }

    @Test
    void nobodyMayTakeAnAbortedRelease() {
        Rollout aborted = Rollouts.rollout(2, ALL, new RolloutState.Aborted(), Rollouts.canary("SN1"));

        Decision decision = Gate.decide(Rollouts.of(aborted), "SN1", "1.0", NOW);

        assertThat(decision.release()).isEmpty();
        assertThat(decision.reason()).isEqualTo("the rollout was aborted");
    }

    @Test
    void canariesGoFirstButNotBeforeTheStart() {
        Rollout rollout = Rollouts.rollout(2, NOBODY, new RolloutState.Running(Rollouts.START), Rollouts.canary("SN1"));
        ModelReleases releases = Rollouts.of(rollout);

        assertThat(Gate.decide(releases, "SN1", "1.0", Rollouts.START).verdict())
                .isEqualTo(Verdict.CANARY);
        assertThat(Gate.decide(releases, "SN1", "1.0", Rollouts.START.minusMillis(1))
                        .verdict())
                .isEqualTo(Verdict.NOT_YET);
        assertThat(Gate.decide(releases, "SN2", "1.0", NOW).verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void excludedDevicesStayAsTheyAre() {
        Audience audience = new Audience(Set.of("SN1"), Set.of("SN1"), null, UnknownVersion.GATED);
        Rollout rollout = Rollouts.rollout(2, ALL, new RolloutState.Completed(Rollouts.START), audience);

        assertThat(Gate.decide(Rollouts.of(rollout), "SN1", "1.0", NOW).reason())
                .isEqualTo("on the rollout's exclude list");
    }

    @Test
    void devicesBelowTheLeastVersionWaitForAnotherRollout() {
        Audience audience = new Audience(Set.of(), Set.of(), "2.0", UnknownVersion.GATED);
        ModelReleases releases =
                Rollouts.of(Rollouts.rollout(3, ALL, new RolloutState.Running(Rollouts.START), audience));

        assertThat(Gate.decide(releases, "SN1", "1.0", NOW).reason())
                .isEqualTo("runs 1.0, and the rollout needs 2.0 or newer");
        assertThat(Gate.decide(releases, "SN1", "", NOW).verdict()).isEqualTo(Verdict.TOO_OLD);
        assertThat(Gate.decide(releases, "SN1", "2.0", NOW).release()).isPresent();
    }

    @Test
    void aVersionNobodyKnowsFollowsThePolicy() {
        assertThat(unknown(UnknownVersion.GATED, RAMP, early())).isEqualTo(Verdict.RELEASED);
        assertThat(unknown(UnknownVersion.GATED, RAMP, late())).isEqualTo(Verdict.NOT_YET);
        assertThat(unknown(UnknownVersion.RELEASED_TO_ALL, RAMP, early())).isEqualTo(Verdict.UNKNOWN_VERSION);
        assertThat(unknown(UnknownVersion.RELEASED_TO_ALL, ALL, late())).isEqualTo(Verdict.RELEASED);
        assertThat(unknown(UnknownVersion.NOTHING, ALL, early())).isEqualTo(Verdict.UNKNOWN_VERSION);
    }

    private static @Nullable Verdict unknown(UnknownVersion policy, Schedule schedule, String device) {
        Audience audience = new Audience(Set.of(), Set.of(), null, policy);
        Rollout rollout = Rollouts.rollout(2, schedule, new RolloutState.Running(Rollouts.START), audience);
        return Gate.decide(Rollouts.of(rollout), device, "factory", NOW).verdict();
    }

    @Test
    void whoHasTheReleaseIsDone() {
        Decision decision = Gate.decide(Rollouts.of(Rollouts.running(2, ALL)), "SN1", "2.0", NOW);

        assertThat(decision.release()).isEmpty();
        assertThat(decision.reason()).isEqualTo("runs 2.0, and no newer release is on its way");
    }

    @Test
    void whatMayStillComeIsToldRatherThanWhatWillNot() {
        Rollout aborted = Rollouts.rollout(3, ALL, new RolloutState.Aborted(), Audience.everybody());
        Decision decision = Gate.decide(Rollouts.of(aborted, Rollouts.running(2, NOBODY)), "SN1", "1.0", NOW);

        assertThat(decision.verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void aRecordOfTheSameRevisionIsNewerWhenItIsValidLonger() {
        ModelReleases first = Rollouts.validUntil(NOW);

        assertThat(Rollouts.validUntil(NOW.plusMillis(1)).isNewerThan(first)).isTrue();
        assertThat(Rollouts.validUntil(NOW).isNewerThan(first)).isFalse();
    }

    @Test
    @Tag("R82")
    void whoAsksIsToldOfTheReleaseItHasWhenThereIsNoNewer() {
        ModelReleases releases = Rollouts.of(Rollouts.running(2, ALL), Rollouts.running(3, NOBODY));

        assertThat(Gate.mayHave(releases, "SN1", "2.0", NOW).map(Release::version))
                .hasValue("2.0");
        assertThat(Gate.mayHave(releases, "SN1", "1.0", NOW).map(Release::version))
                .hasValue("2.0");
        assertThat(Gate.mayHave(releases, "SN1", "3.0", NOW)).isEmpty();
    }

    @Test
    void anOlderRecordIsNoNewsWhileTheNewerOneIsValid() {
        KnownReleases known = new KnownReleases();
        ModelReleases newer = Rollouts.validUntil(NOW.plusSeconds(9));
        ModelReleases older = Rollouts.validUntil(NOW.plusSeconds(5));

        assertThat(known.heard(newer, NOW)).isPresent();
        assertThat(known.heard(older, NOW)).isEmpty();
        assertThat(known.of(newer.product())).hasValue(newer);
        assertThat(known.heard(older, NOW.plusSeconds(10))).isPresent();
    }
}
