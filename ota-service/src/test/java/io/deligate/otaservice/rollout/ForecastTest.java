package io.deligate.otaservice.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deligate.rolloutgate.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void aMillionDevicesInOneWindowAreNearlyNineGigabits() {
        Schedule atOnce = Schedule.ramp(10_000, 10_000, Duration.ZERO);

        List<Forecast.Hour> hours = Forecast.of(atOnce, START, 7_200, 1_000_000, 8_000_000);

        assertThat(hours).hasSize(3);
        assertThat(hours.get(0).devices()).isEqualTo(1_000_000);
        assertThat(hours.get(0).gbitPerSecond()).isCloseTo(8.9, within(0.05));
        assertThat(hours.get(1).gbitPerSecond()).isCloseTo(8.9, within(0.05));
        assertThat(hours.get(2).gbitPerSecond()).isCloseTo(0, within(0.001));
    }

    @Test
    void aRampReleasesTheSameNumberEachHour() {
        Schedule ramp = Schedule.ramp(0, 10_000, Duration.ofHours(10));

        List<Forecast.Hour> hours = Forecast.of(ramp, START, 0, 100_000, 1_000);

        assertThat(hours.subList(0, 10))
                .allSatisfy(hour -> assertThat(hour.devices()).isCloseTo(10_000, within(20L)));
        assertThat(hours.stream().mapToLong(Forecast.Hour::devices).sum()).isEqualTo(100_000);
        assertThat(hours.get(3).at()).isEqualTo(START.plus(Duration.ofHours(3)));
    }

    @Test
    void aScheduleOfYearsIsForecastForAMonth() {
        Schedule years = Schedule.ramp(0, 10_000, Duration.ofDays(3_000));

        assertThat(Forecast.of(years, START, 7_200, 1_000, 1)).hasSize(744);
    }
}
