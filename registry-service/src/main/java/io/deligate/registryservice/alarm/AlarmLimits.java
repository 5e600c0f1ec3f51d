package io.deligate.registryservice.alarm;

import io.deligate.servicekit.config.Expect;
import java.time.Duration;

/**
 * How alarms are merged, limited and kept (R91).
 *
 * @param window alarms of one device with one code are one row for so long
 * @param rowsPerHour rows a device may begin within an hour; beyond it new ones are counted and not kept
 * @param keep how long a row stays
 */
public record AlarmLimits(Duration window, int rowsPerHour, Duration keep) {
    /** What {@link #rowsPerHour} is counted over. */
    static final Duration HOUR = Duration.ofHours(1);

    public AlarmLimits {
        Expect.positive("alarms.window", window);
        // A row that still grows is always among those of the last hour.
        Expect.that(window.compareTo(HOUR) <= 0, "alarms.window", window, "at most 1h");
        Expect.between("alarms.rows-per-hour", rowsPerHour, 1, 10_000);
        Expect.that(keep.compareTo(HOUR) >= 0, "alarms.keep", keep, "at least 1h");
    }

    public static AlarmLimits defaults() {
        return new AlarmLimits(Duration.ofSeconds(60), 120, Duration.ofDays(90));
    }
}
