package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.otaservice.rollout.Stuck;
import io.deligate.otaservice.rollout.StuckDevices;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The devices that should have taken a release and have not. */
final class StuckCalls {
    private final Rollouts rollouts;
    private final StuckDevices devices;

    StuckCalls(Rollouts rollouts, StuckDevices devices) {
        this.rollouts = rollouts;
        this.devices = devices;
    }

    void addTo(RestRouter router) {
        router.add("listStuck", HttpMethod.GET, "/v1/rollouts/{rollout_id}/stuck", ApiRole.VIEWER, this::list);
    }

    private Future<Void> list(Call call) {
        call.parameters(Set.of("page_size", "page_token"));
        String id = call.path("rollout_id");
        int size = call.pageSize();
        String after = call.pageAfter();
        return rollouts.find(id)
                .map(found ->
                        found.orElseThrow(() -> Problem.notFound("this rollout").fault()))
                .compose(found -> devices.lookedAt(id))
                .compose(lookedAt -> devices.list(id, after, size + 1).map(found -> page(found, size, lookedAt)))
                .onSuccess(json -> call.answer(200, json))
                .mapEmpty();
    }

    private static JsonObject page(List<Stuck> oneMore, int size, Optional<Instant> lookedAt) {
        List<Stuck> items = oneMore.subList(0, Math.min(size, oneMore.size()));
        String next = oneMore.size() > size ? Call.pageToken(items.get(size - 1).device()) : "";
        return new JsonObject()
                .put(
                        "items",
                        new JsonArray(items.stream().map(RolloutJson::stuck).toList()))
                .put("next_page_token", next)
                .put("looked_at", lookedAt.map(Instant::toString).orElse(null));
    }
}
