package io.deligate.registryservice.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The newest alarms of one device, and what one batch adds to them.
 *
 * <p>An occurrence whose position and time are both behind what the stored rows have counted came before and changes
 * nothing. Both are asked, because positions begin again when Kafka's data is lost. Nor does one that has come in the same
 * batch.
 */
public final class AlarmHistory {
    /** What became of an occurrence. */
    public enum Result {
        /** It begins a row. */
        BEGAN,
        /** It is counted in a row. */
        MERGED,
        /** The device has begun too many rows within the hour. */
        SUPPRESSED,
        /** It was counted before. */
        REPEATED
    }

    private final AlarmLimits limits;
    private final List<Tally> tallies;
    private final Set<Integer> changed = new LinkedHashSet<>();
    private final Set<Long> added = new HashSet<>();
    private final long countedPosition;
    private final Instant countedUntil;

    /** {@code newest} are the device's newest rows, as many as it may begin within an hour, in any order. */
    public AlarmHistory(List<Tally> newest, AlarmLimits limits) {
        this.limits = limits;
        this.tallies = new ArrayList<>(newest);
        this.countedPosition =
                newest.stream().mapToLong(Tally::lastPosition).max().orElse(-1);
        this.countedUntil =
                newest.stream().map(Tally::lastAt).max(Instant::compareTo).orElse(Instant.MIN);
    }

    /** Adds one occurrence. */
    public Result add(Occurrence occurrence) {
        boolean before =
                occurrence.position() <= countedPosition && !occurrence.at().isAfter(countedUntil);
        if (before || !added.add(occurrence.position())) {
            return Result.REPEATED;
        }
        for (int i = tallies.size() - 1; i >= 0; i--) {
            Tally tally = tallies.get(i);
            if (tally.code() == occurrence.code() && isWithin(limits.window(), tally, occurrence)) {
                tallies.set(i, tally.and(occurrence));
                changed.add(i);
                return Result.MERGED;
            }
        }
        long begun = tallies.stream()
                .filter(tally -> isWithin(AlarmLimits.HOUR, tally, occurrence))
                .count();
        if (begun >= limits.rowsPerHour()) {
            return Result.SUPPRESSED;
        }
        changed.add(tallies.size());
        tallies.add(Tally.first(occurrence));
        return Result.BEGAN;
    }

    /** Edges' clocks differ a little: an occurrence from just before the row belongs to it too. */
    private static boolean isWithin(Duration span, Tally tally, Occurrence occurrence) {
        return Duration.between(tally.firstAt(), occurrence.at()).abs().compareTo(span) < 0;
    }

    /** The rows that are new or have grown; new ones in the order of their beginnings. */
    public List<Tally> changed() {
        return changed.stream().map(tallies::get).toList();
    }
}
