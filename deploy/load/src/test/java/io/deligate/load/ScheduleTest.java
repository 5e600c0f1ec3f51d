package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void messagesAreDueAtTheirTimesWhateverIsSentWhen() {
        Schedule schedule = new Schedule(5_000, 1_000, 0);
        for (int number = 0; number < 10_000; number++) {
            assertThat(schedule.due()).isEqualTo(5_000 + number * MILLISECOND);
            schedule.made();
        }
    }

    @Test
    void aRateThatDividesNoSecondLosesNothingOverTime() {
        Schedule schedule = new Schedule(0, 30_000, 0);
        for (int number = 0; number < 30_000; number++) {
            schedule.made();
        }
        assertThat(schedule.due()).isEqualTo(1_000 * MILLISECOND);
    }

    @Test
    void twoSchedulesInterleave() {
        assertThat(new Schedule(0, 1_000, 0.5).due()).isEqualTo(MILLISECOND / 2);
    }

    @Test
    void aStallIsFeltByEveryMessageThatItDelays() {
        // Given a hundred messages, one each millisecond, and a server that answers none of them for 100 ms
        Schedule schedule = new Schedule(0, 1_000, 0);
        Meter meter = new Meter();
        meter.open(0);
        long over = 100 * MILLISECOND;

        // When all are answered at the end of the stall
        for (int number = 0; number < 100; number++) {
            meter.sent();
            meter.done(schedule.due(), over);
            schedule.made();
        }
        meter.shut(over + 1);

        // Then the latencies are 1 to 100 ms; a clock that starts with the sending after the stall would say 0
        Meter.Figures figures = meter.figures();
        assertThat(figures.latencies().getTotalCount()).isEqualTo(100);
        assertThat(figures.percentile(50)).isBetween(49.0, 52.0);
        assertThat(figures.percentile(100)).isBetween(99.0, 101.0);
    }

    @Test
    void refusesARateThatNeverComes() {
        assertThatThrownBy(() -> new Schedule(0, 0, 0)).hasMessageContaining("expected: above 0");
    }
}
