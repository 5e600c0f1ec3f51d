package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {
    private final Meter meter = new Meter();

    @Test
    void countsTheLatencyOfWhatWasDueInTheWindowAndTheThroughputOfWhatEndedInIt() {
        meter.open(100);
        done(50, 150); // due before, ended in it
        done(120, 170); // both
        meter.shut(200);
        done(180, 5_000_000); // due in it, ended after: the slow ones must not be lost
        done(210, 220); // neither

        Meter.Figures figures = meter.figures();
        assertThat(figures.measured()).isEqualTo(2);
        assertThat(figures.latencies().getTotalCount()).isEqualTo(2);
        assertThat(figures.percentile(100)).isBetween(4.9, 5.1);
        assertThat(figures.done()).isEqualTo(4);
        assertThat(figures.seconds()).isEqualTo(100e-9);
    }

    @Test
    void severalWindowsAddUp() {
        meter.open(0);
        done(10, 20);
        meter.shut(100);
        done(150, 160);
        meter.open(200);
        done(210, 220);
        meter.shut(300);

        assertThat(meter.figures().measured()).isEqualTo(2);
        assertThat(meter.figures().seconds()).isEqualTo(200e-9);
        assertThat(meter.figures().latencies().getTotalCount()).isEqualTo(2);
    }

    @Test
    void knowsWhatIsStillOnItsWay() {
        meter.sent();
        meter.sent();
        meter.sent();
        meter.done(1, 2);
        meter.notDone();
        assertThat(meter.pending()).isEqualTo(1);
    }

    private void done(long due, long now) {
        meter.sent();
        meter.done(due, now);
    }
}
