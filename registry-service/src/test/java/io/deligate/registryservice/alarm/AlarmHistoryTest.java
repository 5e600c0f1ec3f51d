package io.deligate.registryservice.alarm;

import static io.deligate.registryservice.alarm.AlarmHistory.Result.BEGAN;
import static io.deligate.registryservice.alarm.AlarmHistory.Result.MERGED;
import static io.deligate.registryservice.alarm.AlarmHistory.Result.REPEATED;
import static io.deligate.registryservice.alarm.AlarmHistory.Result.SUPPRESSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.DeviceId;
import io.deligate.servicekit.config.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R91")
class AlarmHistoryTest {
    private static final DeviceId DEVICE = new DeviceId("D_1");
    private static final Instant T0 = Instant.ofEpochSecond(1_700_000_000);
    private static final AlarmLimits LIMITS = new AlarmLimits(Duration.ofSeconds(60), 3, Duration.ofDays(1));

    private final AlarmHistory empty = new AlarmHistory(List.of(), LIMITS);

    private static Occurrence alarm(long code, long second, long offset) {
        return new Occurrence(DEVICE, null, code, "text of " + offset, T0.plusSeconds(second), offset);
    }

    private static Tally stored(long id, long code, long first, long last, long offset) {
        return new Tally(id, code, "", T0.plusSeconds(first), T0.plusSeconds(last), 5, offset);
    }

    @Test
    void oneCodeWithinTheWindowIsOneRowWithTheFirstText() {
        assertThat(empty.add(alarm(7, 0, 10))).isEqualTo(BEGAN);
        assertThat(empty.add(alarm(7, 59, 11))).isEqualTo(MERGED);
        assertThat(empty.add(alarm(7, 60, 12))).isEqualTo(BEGAN);

        assertThat(empty.changed())
                .containsExactly(
                        new Tally(Tally.NEW, 7, "text of 10", T0, T0.plusSeconds(59), 2, 11),
                        new Tally(Tally.NEW, 7, "text of 12", T0.plusSeconds(60), T0.plusSeconds(60), 1, 12));
    }

    @Test
    void otherCodesHaveRowsOfTheirOwn() {
        assertThat(empty.add(alarm(1, 0, 10))).isEqualTo(BEGAN);
        assertThat(empty.add(alarm(2, 0, 11))).isEqualTo(BEGAN);
        assertThat(empty.add(alarm(1, 1, 12))).isEqualTo(MERGED);

        assertThat(empty.changed()).extracting(Tally::count).containsExactly(2L, 1L);
    }

    @Test
    void aStoredRowGrows() {
        var history = new AlarmHistory(List.of(stored(4, 7, 0, 10, 20), stored(3, 7, -100, -60, 15)), LIMITS);

        assertThat(history.add(alarm(7, 30, 21))).isEqualTo(MERGED);

        assertThat(history.changed()).containsExactly(new Tally(4, 7, "", T0, T0.plusSeconds(30), 6, 21));
    }

    @Test
    void aFloodOfDifferentCodesIsLimitedUntilTheHourIsOver() {
        var history = new AlarmHistory(List.of(stored(1, 1, -3_700, -3_700, 5), stored(2, 2, -10, -10, 6)), LIMITS);

        assertThat(history.add(alarm(3, 0, 7))).isEqualTo(BEGAN);
        assertThat(history.add(alarm(4, 1, 8))).isEqualTo(BEGAN);
        assertThat(history.add(alarm(5, 2, 9))).isEqualTo(SUPPRESSED);
        assertThat(history.add(alarm(4, 3, 10)))
                .as("a row that exists grows on")
                .isEqualTo(MERGED);
        assertThat(history.add(alarm(5, 3_590, 11))).isEqualTo(BEGAN);

        assertThat(history.changed()).extracting(Tally::code).containsExactly(3L, 4L, 5L);
    }

    @Test
    void whatComesTwiceInOneBatchIsCountedOnce() {
        var history = new AlarmHistory(List.of(stored(4, 1, 0, 0, 1)), LIMITS);

        assertThat(history.add(alarm(2, 2, 2))).isEqualTo(BEGAN);
        assertThat(history.add(alarm(1, 0, 1))).isEqualTo(REPEATED);
        assertThat(history.add(alarm(2, 2, 2))).isEqualTo(REPEATED);
        assertThat(history.add(alarm(2, 3, 3))).isEqualTo(MERGED);
    }

    @Test
    void whatWasCountedBeforeIsNotCountedAgain() {
        var history = new AlarmHistory(List.of(stored(4, 7, 0, 10, 20), stored(5, 8, 5, 5, 19)), LIMITS);

        assertThat(history.add(alarm(7, 10, 20))).isEqualTo(REPEATED);
        assertThat(history.add(alarm(8, 5, 19))).isEqualTo(REPEATED);
        assertThat(history.add(alarm(7, 0, 3))).isEqualTo(REPEATED);
        assertThat(history.changed()).isEmpty();
    }

    @Test
    void offsetsMayBeginAgainAtZero() {
        var history = new AlarmHistory(List.of(stored(4, 7, 0, 10, 20)), LIMITS);

        assertThat(history.add(alarm(7, 11, 0))).isEqualTo(MERGED);
    }

    @Test
    void anEdgeWithASlowClockBeginsNoRowOfItsOwn() {
        assertThat(empty.add(alarm(7, 5, 10))).isEqualTo(BEGAN);
        assertThat(empty.add(alarm(7, 3, 11))).isEqualTo(MERGED);

        assertThat(empty.changed()).extracting(Tally::lastAt).containsExactly(T0.plusSeconds(5));
    }

    @Test
    void limitsCheckThemselves() {
        assertThatThrownBy(() -> new AlarmLimits(Duration.ofHours(2), 1, Duration.ofDays(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("alarms.window");
        assertThatThrownBy(() -> new AlarmLimits(Duration.ofSeconds(1), 0, Duration.ofDays(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("alarms.rows-per-hour");
        assertThatThrownBy(() -> new AlarmLimits(Duration.ofSeconds(1), 1, Duration.ofMinutes(59)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("alarms.keep");
    }
}
