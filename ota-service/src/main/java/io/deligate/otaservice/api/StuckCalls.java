package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.otaservice.rollout.Stuck;
import io.deligate.otaservice.rollout.StuckDevices;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
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
        PageRequest page = call.page();
        return rollouts.find(id)
                .map(found ->
                        found.orElseThrow(() -> Problem.notFound("this rollout").fault()))
                .compose(found -> devices.lookedAt(id))
                .compose(lookedAt -> devices.list(id, page.after(), page.rows())
                        .map(found -> Call.json(Page.of(found, page, Stuck::device), RolloutJson::stuck)
                                .put(
                                        "looked_at",
                                        lookedAt.map(Instant::toString).orElse(null))))
                .onSuccess(json -> call.answer(200, json))
                .mapEmpty();
    }
}
