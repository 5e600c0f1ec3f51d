package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.firmware.Firmwares;
import io.deligate.otaservice.rollout.Fleet;
import io.deligate.otaservice.rollout.Forecast;
import io.deligate.otaservice.rollout.Move;
import io.deligate.otaservice.rollout.PlanReader;
import io.deligate.otaservice.rollout.RolloutDesk;
import io.deligate.otaservice.rollout.RolloutPlan;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.otaservice.rollout.StoredRollout;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls about rollouts. */
final class RolloutCalls {
    private static final String ONE = "/v1/rollouts/{rollout_id}";

    /** Each costs some queries a second. */
    private static final int MOST_STREAMS = 100;

    private final RolloutDesk desk;
    private final Rollouts rollouts;
    private final Firmwares firmwares;
    private final Fleet fleet;
    private final Clock clock;
    private final Duration usualSoak;
    private int streams;

    RolloutCalls(
            RolloutDesk desk, Rollouts rollouts, Firmwares firmwares, Fleet fleet, Clock clock, Duration usualSoak) {
        this.desk = desk;
        this.rollouts = rollouts;
        this.firmwares = firmwares;
        this.fleet = fleet;
        this.clock = clock;
        this.usualSoak = usualSoak;
    }

    void addTo(RestRouter router) {
        router.add("draftRollout", HttpMethod.POST, "/v1/rollouts", ApiRole.OPERATOR, this::draft);
        router.add("listRollouts", HttpMethod.GET, "/v1/rollouts", ApiRole.VIEWER, this::list);
        router.add("getRollout", HttpMethod.GET, ONE, ApiRole.VIEWER, this::get);
        router.add("streamRollout", HttpMethod.GET, ONE + ":stream", ApiRole.VIEWER, this::stream);
        router.add("startRollout", HttpMethod.POST, ONE + ":start", ApiRole.OPERATOR, call -> move(call, Move.START));
        router.add("pauseRollout", HttpMethod.POST, ONE + ":pause", ApiRole.OPERATOR, call -> move(call, Move.PAUSE));
        router.add(
                "resumeRollout", HttpMethod.POST, ONE + ":resume", ApiRole.OPERATOR, call -> move(call, Move.RESUME));
        router.add("abortRollout", HttpMethod.POST, ONE + ":abort", ApiRole.OPERATOR, call -> move(call, Move.ABORT));
    }

    private Future<Void> draft(Call call) {
        call.parameters(Set.of());
        return call.json().compose(body -> {
            if (body.getValue("soak_s") == null) {
                body.put("soak_s", usualSoak.toSeconds());
            }
            RolloutPlan plan = PlanReader.read(body);
            String firmwareId = body.getValue("firmware_id") instanceof String id ? id : "";
            return firmwares
                    .find(firmwareId)
                    .compose(found -> desk.draft(
                            found.orElseThrow(() -> Problem.body(
                                            422,
                                            "unknown-reference",
                                            "/firmware_id",
                                            "firmware_id: unknown (expected: a firmware's)")
                                    .fault()),
                            plan,
                            call.caller()))
                    .map(draft -> RolloutJson.of(draft.rollout(), clock.instant())
                            .put("forecast", forecast(draft.rollout(), draft.fleet()))
                            .put("warnings", new JsonArray(draft.warnings())))
                    .onSuccess(json -> call.answer(201, json))
                    .mapEmpty();
        });
    }

    private JsonArray forecast(StoredRollout rollout, long devices) {
        RolloutPlan plan = rollout.plan();
        Instant start = plan.startAt() == null ? clock.instant() : plan.startAt();
        return RolloutJson.forecast(Forecast.of(
                plan.schedule(),
                start,
                plan.windowSeconds(),
                devices,
                rollout.firmware().size()));
    }

    private Future<Void> move(Call call, Move move) {
        call.parameters(Set.of());
        return call.jsonIfAny()
                .map(RolloutCalls::reason)
                .compose(reason -> desk.move(call.path("rollout_id"), move, reason, call.caller()))
                .map(found ->
                        found.orElseThrow(() -> Problem.notFound("this rollout").fault()))
                .compose(rollout -> full(rollout)
                        .compose(json -> move == Move.START ? warned(rollout, json) : Future.succeededFuture(json)))
                .onSuccess(json -> call.answer(200, json))
                .mapEmpty();
    }

    /** At the start somebody looks. */
    private Future<JsonObject> warned(StoredRollout rollout, JsonObject json) {
        return desk.others(rollout).map(warnings -> json.put("warnings", new JsonArray(warnings)));
    }

    private static String reason(JsonObject body) {
        for (String name : body.fieldNames()) {
            if (!name.equals("reason")) {
                throw Problem.body("/" + name, name + ": unknown member (expected: reason)")
                        .fault();
            }
        }
        Object reason = body.getValue("reason");
        if (reason == null) {
            return "";
        }
        if (reason instanceof String text && text.length() <= 500) {
            return text;
        }
        throw Problem.body("/reason", "reason: bad value (expected: up to 500 characters)")
                .fault();
    }

    private Future<Void> get(Call call) {
        call.parameters(Set.of());
        return one(call.path("rollout_id"))
                .onSuccess(json -> call.answer(200, json))
                .mapEmpty();
    }

    private Future<Void> stream(Call call) {
        call.parameters(Set.of());
        if (streams >= MOST_STREAMS) {
            throw Problem.of(429, "too-often", "streams: too many (expected: at most 100 at once; try again later)")
                    .fault();
        }
        String id = call.path("rollout_id");
        streams++;
        return one(id).onFailure(none -> streams--).map(first -> {
            new RolloutEvents(call, first, () -> one(id), () -> streams--).begin();
            return null;
        });
    }

    private Future<JsonObject> one(String id) {
        return rollouts.find(id)
                .map(found ->
                        found.orElseThrow(() -> Problem.notFound("this rollout").fault()))
                .compose(this::full);
    }

    private Future<JsonObject> full(StoredRollout rollout) {
        return fleet.of(rollout.firmware().product())
                .compose(versions -> rollouts.history(rollout.id())
                        .map(history -> RolloutJson.of(rollout, clock.instant())
                                .put("forecast", forecast(rollout, RolloutDesk.count(versions)))
                                .put("counts", RolloutJson.counts(rollout, versions, clock.instant()))
                                .put("versions", RolloutJson.versions(versions))
                                .put("history", new JsonArray(history))));
    }

    private Future<Void> list(Call call) {
        call.parameters(Set.of("product", "page_size", "page_token"));
        @Nullable String given = call.parameter("product");
        ProductModel product = given == null ? null : call.required("product", "a product model", ProductModel::parse);
        PageRequest page = call.page();
        Instant now = clock.instant();
        return rollouts.list(product, page.after(), page.rows())
                .map(found -> Page.of(found, page, StoredRollout::id))
                .onSuccess(found -> call.answer(200, Call.json(found, each -> RolloutJson.of(each, now))))
                .mapEmpty();
    }
}
