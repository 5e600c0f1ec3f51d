package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.rolloutgate.Schedule.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for any schedule, device and time. */
class GatePropertyTest {
    private static final long DAY = 86_400_000;

    @Property
    void theReleasedSetNeverShrinksWhileRunning(
            @ForAll("schedules") Schedule schedule,
            @ForAll @LongRange(min = -1_000, max = DAY) long one,
            @ForAll @LongRange(min = 0, max = DAY) long later) {
        assertThat(schedule.shareAfter(one + later)).isGreaterThanOrEqualTo(schedule.shareAfter(one));
    }

    @Property
    void theReleaseInstantIsTheFirstMomentTheBucketIsReleased(
            @ForAll("schedules") Schedule schedule, @ForAll @IntRange(max = 9_999) int bucket) {
        var when = schedule.whenPassed(bucket);

        if (when.isEmpty()) {
            assertThat(schedule.lastShare()).isLessThanOrEqualTo(bucket);
        } else {
            assertThat(schedule.shareAfter(when.getAsLong())).isGreaterThan(bucket);
            assertThat(schedule.shareAfter(when.getAsLong() - 1)).isLessThanOrEqualTo(bucket);
        }
    }

    @Property
    void pushAndPullAgree(
            @ForAll("schedules") Schedule schedule,
            @ForAll("devices") String device,
            @ForAll("versions") String reported,
            @ForAll @LongRange(min = -1_000, max = DAY) long after) {
        Rollout rollout = Rollouts.running(2, schedule);
        ModelReleases releases = Rollouts.of(rollout);
        Instant now = Rollouts.START.plusMillis(after);
        long memory = OfferMemory.about(OfferMemory.NONE, OfferMemory.tag(rollout), rollout, device);

        boolean pushed = Gate.offers(releases, rollout, OfferMemory.bucket(memory), device, reported, now);

        assertThat(Gate.decide(releases, device, reported, now).release().isPresent())
                .isEqualTo(pushed);
        assertThat(pushed)
                .isEqualTo(!reported.equals("2.0")
                        && !reported.equals("3.0")
                        && rollout.releaseInstant(Buckets.of(rollout.seed(), device))
                                .filter(then -> !now.isBefore(then))
                                .isPresent());
    }

    @Property
    void aPauseFreezesTheShareAndAResumeGoesOnFromThere(
            @ForAll("schedules") Schedule schedule,
            @ForAll @LongRange(min = -1_000, max = DAY) long ran,
            @ForAll @LongRange(min = 0, max = DAY) long rested,
            @ForAll @LongRange(min = 0, max = DAY) long ranOn) {
        Instant paused = Rollouts.START.plusMillis(ran);
        Instant resumed = paused.plusMillis(rested);
        RolloutState.Paused pause = new RolloutState.Running(Rollouts.START).pause(paused);
        Rollout running = Rollouts.running(2, schedule);
        Rollout frozen = running.in(pause);
        Rollout going = frozen.in(pause.resume(resumed));

        assertThat(frozen.share(resumed)).isEqualTo(running.share(paused));
        assertThat(going.share(resumed)).isEqualTo(running.share(paused));
        assertThat(going.share(resumed.plusMillis(ranOn))).isEqualTo(running.share(paused.plusMillis(ranOn)));
    }

    @Property
    void anEndedLeaseFreezesWhatIsReleased(
            @ForAll("schedules") Schedule schedule,
            @ForAll("devices") String device,
            @ForAll @LongRange(min = 0, max = DAY) long lease,
            @ForAll @LongRange(min = 0, max = DAY) long silence) {
        Instant end = Rollouts.START.plusMillis(lease);
        ModelReleases releases = Rollouts.validUntil(end, Rollouts.running(2, schedule));

        assertThat(Gate.decide(releases, device, "1.0", end.plusMillis(silence)).release())
                .isEqualTo(Gate.decide(releases, device, "1.0", end).release());
    }

    @Property
    void nobodyGetsAnythingOlderThanItReported(
            @ForAll("schedules") Schedule one,
            @ForAll("schedules") Schedule other,
            @ForAll("devices") String device,
            @ForAll("versions") String reported,
            @ForAll @LongRange(min = -1_000, max = DAY) long after) {
        ModelReleases releases = Rollouts.of(Rollouts.running(2, one), Rollouts.running(3, other));

        var offered = Gate.decide(releases, device, reported, Rollouts.START.plusMillis(after))
                .release();

        assertThat(offered.map(Release::seq).orElse(Long.MAX_VALUE))
                .isGreaterThan(releases.seqOf(reported).orElse(0));
    }

    @Property
    void theRecordSurvivesItsBytes(@ForAll("schedules") Schedule schedule, @ForAll("devices") String device) {
        ModelReleases releases = Rollouts.of(
                Rollouts.rollout(
                        2,
                        schedule,
                        new RolloutState.Paused(Rollouts.START, Rollouts.START.minusMillis(5)),
                        Rollouts.canary(device, "b")),
                Rollouts.running(3, schedule));

        byte[] bytes = ReleasesCodec.write(releases);

        assertThat(ReleasesCodec.read(bytes)).isEqualTo(releases);
        assertThat(ReleasesCodec.write(ReleasesCodec.read(bytes))).isEqualTo(bytes);
    }

    @Property
    void aMemoryHoldsItsBucketAndBelongsToOneRollout(@ForAll("devices") String device) {
        Rollout two = Rollouts.running(2, Schedule.ramp(0, 1, Duration.ZERO));
        Rollout three = Rollouts.running(3, Schedule.ramp(0, 1, Duration.ZERO));

        long fresh = OfferMemory.about(OfferMemory.aged(OfferMemory.NONE), OfferMemory.tag(two), two, device);
        long done = OfferMemory.newestDone(fresh);
        long next = OfferMemory.about(done, OfferMemory.tag(three), three, device);

        assertThat(OfferMemory.bucket(done)).isEqualTo(Buckets.of("seed-2", device));
        assertThat(OfferMemory.isNewestDone(fresh)).isFalse();
        assertThat(OfferMemory.isNewestDone(done)).isTrue();
        assertThat(OfferMemory.about(done, OfferMemory.tag(two), two, device)).isEqualTo(done);
        assertThat(OfferMemory.bucket(next)).isEqualTo(Buckets.of("seed-3", device));
        assertThat(OfferMemory.isNewestDone(next)).isFalse();
        assertThat(OfferMemory.isOlderDone(next)).isTrue();
        assertThat(OfferMemory.age(next)).isEqualTo(1);
    }

    @Provide
    Arbitrary<String> devices() {
        return Arbitraries.strings().withCharRange('0', '9').ofLength(8).map(digits -> "SN" + digits);
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.of("", "1.0", "2.0", "3.0", "factory");
    }

    @Provide
    Arbitrary<Schedule> schedules() {
        return Arbitraries.longs()
                .between(0, DAY)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .flatMap(times -> Arbitraries.integers()
                        .between(0, 10_000)
                        .list()
                        .ofSize(times.size())
                        .map(shares -> schedule(times, shares)));
    }

    private static Schedule schedule(List<Long> times, List<Integer> shares) {
        List<Long> sortedTimes = times.stream().sorted().toList();
        List<Integer> sortedShares = shares.stream().sorted().toList();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            points.add(new Point(sortedTimes.get(i), sortedShares.get(i)));
        }
        return new Schedule(points);
    }
}
