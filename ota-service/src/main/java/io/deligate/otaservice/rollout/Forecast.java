package io.deligate.otaservice.rollout;

import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a plan will do to the fleet and to the network, hour by hour, before anybody starts it. */
public final class Forecast {
    private static final int MOST_HOURS = 744;
    private static final int CELLS_PER_HOUR = 12;
    private static final long CELL = Duration.ofHours(1).toMillis() / CELLS_PER_HOUR;
    private static final double BITS = 8;
    private static final double GIGA = 1e9;

    /**
     * One hour.
     *
     * @param devices that are released in it
     * @param gbitPerSecond the mean of what they download, each beginning somewhere in its window
     */
    public record Hour(Instant at, long devices, double gbitPerSecond) {}

    private Forecast() {}

    /** The hours until the last device has begun, a month at most. */
    public static List<Hour> of(Schedule schedule, Instant start, int windowSeconds, long fleet, long fileSize) {
        long window = Duration.ofSeconds(windowSeconds).toMillis();
        int hours = (int) Math.min(
                MOST_HOURS,
                (schedule.lengthMillis() + window) / Duration.ofHours(1).toMillis() + 1);
        int cells = hours * CELLS_PER_HOUR;
        double[] begun = new double[cells];
        int windowCells = (int) Math.max(1, window / CELL);
        List<Hour> forecast = new ArrayList<>();
        double before = 0;
        for (int cell = 0; cell < cells; cell++) {
            double now = fleet * (double) schedule.shareAfter((cell + 1) * CELL - 1) / Buckets.COUNT;
            for (int later = cell; later < Math.min(cells, cell + windowCells); later++) {
                begun[later] += (now - before) / windowCells;
            }
            before = now;
        }
        long released = 0;
        for (int hour = 0; hour < hours; hour++) {
            double downloads = 0;
            for (int cell = 0; cell < CELLS_PER_HOUR; cell++) {
                downloads += begun[hour * CELLS_PER_HOUR + cell];
            }
            long until = Math.round(fleet
                    * (double)
                            schedule.shareAfter((hour + 1) * Duration.ofHours(1).toMillis() - 1)
                    / Buckets.COUNT);
            double gbit = downloads * fileSize * BITS / Duration.ofHours(1).toSeconds() / GIGA;
            forecast.add(new Hour(start.plus(Duration.ofHours(hour)), until - released, gbit));
            released = until;
        }
        return forecast;
    }
}
