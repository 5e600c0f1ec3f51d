package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.protocol.DeviceId;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryView;
import io.deligate.rolloutgate.Decision;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.Rollout;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** When a device will update, and why not yet. */
final class DecisionCalls {
    private final RegistryView registry;
    private final Rollouts rollouts;
    private final Clock clock;

    DecisionCalls(RegistryView registry, Rollouts rollouts, Clock clock) {
        this.registry = registry;
        this.rollouts = rollouts;
        this.clock = clock;
    }

    void addTo(RestRouter router) {
        router.add(
                "getUpdateDecision", HttpMethod.GET, "/v1/devices/{id}/update-decision", ApiRole.VIEWER, this::decide);
    }

    private Future<Void> decide(Call call) {
        call.parameters(Set.of());
        return DeviceId.parse(call.path("id"))
                .map(registry::device)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found ->
                        found.orElseThrow(() -> Problem.notFound("this device").fault()))
                .compose(this::decide)
                .onSuccess(json -> call.answer(200, json))
                .mapEmpty();
    }

    private Future<JsonObject> decide(DeviceView device) {
        Instant now = clock.instant();
        String id = device.id().value();
        return rollouts.releases(device.product(), now)
                .map(releases -> releases.isEmpty()
                        ? none(id, "no firmware for this model")
                        : json(id, Gate.decide(releases.get(), id, device.productVersion(), now)));
    }

    private static JsonObject json(String device, Decision decision) {
        Rollout rollout = decision.rollout();
        if (rollout == null) {
            return none(device, decision.reason());
        }
        return new JsonObject()
                .put("device_id", device)
                .put("rollout_id", rollout.id())
                .put("bucket", decision.bucket())
                .put("share", RolloutJson.share(decision.share()))
                .put("release_at", decision.releaseAt().map(Instant::toString).orElse(null))
                .put("version", rollout.release().version())
                .put("released", decision.release().isPresent())
                .put("reason", decision.reason());
    }

    private static JsonObject none(String device, String reason) {
        return new JsonObject()
                .put("device_id", device)
                .putNull("rollout_id")
                .putNull("bucket")
                .put("share", 0.0)
                .putNull("release_at")
                .putNull("version")
                .put("released", false)
                .put("reason", reason);
    }
}
