package io.deligate.otaservice.rollout;

import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.Schedule;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a release shall reach the fleet.
 *
 * @param asked the plan as it was written, without what is not part of it
 * @param startAt when to begin, null = with the order to start
 * @param windowSeconds within which a released device picks its own second
 * @param ratePerEdge offers per second and edge, 0 = the edge's own limit
 * @param soak how long a device that came up with the version is watched before that counts
 * @param abort when it ends itself, null = never
 * @param confirmed whether its author knows that many get it at once
 */
public record RolloutPlan(
        JsonObject asked,
        Schedule schedule,
        Audience audience,
        @Nullable Instant startAt,
        int windowSeconds,
        int ratePerEdge,
        Duration soak,
        @Nullable AbortRule abort,
        boolean confirmed) {
    public RolloutPlan {
        asked = asked.copy();
    }

    @Override
    public JsonObject asked() {
        return asked.copy();
    }
}
