package io.deligate.registryservice.alarm;

import java.time.Instant;

/**
 * A row under way.
 *
 * @param id of the stored row, {@link #NEW} for one that is not stored yet
 * @param msg empty for a stored row, whose text stays
 * @param lastPosition the newest record counted in it
 */
public record Tally(long id, long code, String msg, Instant firstAt, Instant lastAt, long count, long lastPosition) {
    public static final long NEW = -1;

    static Tally first(Occurrence occurrence) {
        return new Tally(
                NEW, occurrence.code(), occurrence.msg(), occurrence.at(), occurrence.at(), 1, occurrence.position());
    }

    Tally and(Occurrence occurrence) {
        return new Tally(
                id,
                code,
                msg,
                firstAt,
                occurrence.at().isAfter(lastAt) ? occurrence.at() : lastAt,
                count + 1,
                Math.max(lastPosition, occurrence.position()));
    }
}
