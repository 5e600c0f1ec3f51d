package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.rolloutgate.Schedule.Point;
import io.deligate.rolloutgate.Schedule.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Schedule STAGES = Schedule.stages(List.of(
            new Stage(100, Duration.ofHours(1)),
            new Stage(1_000, Duration.ofHours(2)),
            new Stage(10_000, Duration.ZERO)));

    @Test
    void stagesStepUpAtTheEndOfEachHold() {
        assertThat(STAGES.shareAfter(-1)).isZero();
        assertThat(STAGES.shareAfter(0)).isEqualTo(100);
        assertThat(STAGES.shareAfter(hours(1) - 1)).isEqualTo(100);
        assertThat(STAGES.shareAfter(hours(1))).isEqualTo(1_000);
        assertThat(STAGES.shareAfter(hours(3) - 1)).isEqualTo(1_000);
        assertThat(STAGES.shareAfter(hours(3))).isEqualTo(10_000);
        assertThat(STAGES.shareAfter(hours(9_999))).isEqualTo(10_000);
    }

    @Test
    void stagesReleaseABucketWithItsStep() {
        assertThat(STAGES.whenPassed(0)).hasValue(0);
        assertThat(STAGES.whenPassed(99)).hasValue(0);
        assertThat(STAGES.whenPassed(100)).hasValue(hours(1));
        assertThat(STAGES.whenPassed(9_999)).hasValue(hours(3));
    }

    @Test
    void aRampReleasesBucketAfterBucket() {
        Schedule ramp = Schedule.ramp(0, 10_000, Duration.ofSeconds(10_000));

        assertThat(ramp.shareAfter(0)).isZero();
        assertThat(ramp.shareAfter(2_500_000)).isEqualTo(2_500);
        assertThat(ramp.whenPassed(0)).hasValue(1_000);
        assertThat(ramp.whenPassed(2_499)).hasValue(2_500_000);
    }

    @Test
    void aBucketOutsideTheLastShareIsNeverReleased() {
        assertThat(Schedule.ramp(0, 5_000, Duration.ofHours(1)).whenPassed(5_000))
                .isEmpty();
    }

    @Test
    void aRampOfNoLengthIsAJump() {
        Schedule jump = Schedule.ramp(0, 10_000, Duration.ZERO);

        assertThat(jump.shareAfter(0)).isEqualTo(10_000);
        assertThat(jump.whenPassed(9_999)).hasValue(0);
    }

    @Test
    void aFallingShareIsRefused() {
        assertThatThrownBy(() -> new Schedule(List.of(new Point(0, 500), new Point(1, 499))))
                .hasMessage("schedule: share falls at point 1 (expected: never)");
        assertThatThrownBy(() -> new Schedule(List.of(new Point(1, 0), new Point(0, 1))))
                .hasMessage("schedule: time falls at point 1 (expected: never)");
        assertThatThrownBy(() -> new Schedule(List.of())).hasMessage("schedule: 0 points (expected: 1 to 1000)");
    }

    private static long hours(int hours) {
        return Duration.ofHours(hours).toMillis();
    }
}
