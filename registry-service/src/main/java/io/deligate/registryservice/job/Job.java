package io.deligate.registryservice.job;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One piece of work.
 *
 * @param parameters what its kind needs to know
 * @param total how many items it has, 0 until that is known
 * @param done how many of them have been looked at, the refused ones included
 * @param position where it goes on, in words of its kind; empty at the beginning
 * @param attempts how often it was taken up since it last moved on
 */
public record Job(
        String id,
        JobKind kind,
        JobState state,
        JsonObject parameters,
        long total,
        long done,
        long failed,
        String position,
        int attempts,
        Instant createdAt) {
    public Job {
        parameters = parameters.copy();
    }
}
