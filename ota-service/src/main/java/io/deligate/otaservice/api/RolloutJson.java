package io.deligate.otaservice.api;

import io.deligate.otaservice.rollout.Fleet;
import io.deligate.otaservice.rollout.Forecast;
import io.deligate.otaservice.rollout.StoredRollout;
import io.deligate.otaservice.rollout.Stuck;
import io.deligate.rolloutgate.Buckets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Rollouts as REST shows them. */
final class RolloutJson {
    private RolloutJson() {}

    /** What there is to say without counting. */
    static JsonObject of(StoredRollout rollout, Instant now) {
        JsonObject json = new JsonObject()
                .put("rollout_id", rollout.id())
                .put("firmware_id", rollout.firmware().id())
                .put("product", rollout.firmware().product().value())
                .put("version", rollout.firmware().version())
                .put("seed", rollout.seed())
                .put("state", rollout.phase(now).text())
                .put("state_reason", rollout.reason())
                .put("state_since", rollout.since().toString())
                .put("share", share(rollout.share(now)))
                .put("revision", rollout.revision())
                .put("created_at", rollout.createdAt().toString())
                .put("window_s", rollout.plan().windowSeconds())
                .put("soak_s", rollout.plan().soak().toSeconds());
        return json.mergeIn(rollout.plan().asked());
    }

    /** A part of the fleet, as stages are written. */
    static double share(int basisPoints) {
        return basisPoints / (double) Buckets.COUNT;
    }

    static JsonArray forecast(List<Forecast.Hour> hours) {
        return new JsonArray(hours.stream()
                .map(hour -> new JsonObject()
                        .put("at", hour.at().toString())
                        .put("devices", hour.devices())
                        .put("gbit_s", Math.round(hour.gbitPerSecond() * 1_000_000) / 1_000_000.0))
                .toList());
    }

    /** Who is released is not stored but computed: the hash spreads any fleet evenly. */
    static JsonObject counts(StoredRollout rollout, Map<String, Fleet.Versions> versions, Instant now) {
        long online =
                versions.values().stream().mapToLong(Fleet.Versions::online).sum();
        return new JsonObject()
                .put("released_online", Math.round(online * share(rollout.share(now))))
                .put("offered", rollout.counts().offered())
                .put("soaking", rollout.counts().soaking())
                .put("succeeded", rollout.counts().succeeded())
                .put("failed", rollout.counts().failed())
                .put("stuck", rollout.counts().stuck());
    }

    static JsonObject stuck(Stuck device) {
        return new JsonObject()
                .put("device_id", device.device())
                .put("version", device.version())
                .put("since", device.since().toString())
                .put("reason", device.reason().text());
    }

    static JsonObject versions(Map<String, Fleet.Versions> versions) {
        JsonObject json = new JsonObject();
        versions.forEach((version, count) -> json.put(version, count.devices()));
        return json;
    }
}
