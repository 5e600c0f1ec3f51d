package io.deligate.otaservice.rollout;

import io.deligate.protocol.DeviceId;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.Schedule;
import io.deligate.rolloutgate.UnknownVersion;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a plan as REST and the database write it. */
public final class PlanReader {
    private static final String FIRMWARE = "firmware_id";
    private static final String CONFIRM = "confirm_jump";
    private static final int USUAL_WINDOW = 7_200;
    private static final int LONGEST_SOAK = 604_800;

    /** Of plans that were written before plans told it. */
    private static final Duration USUAL_SOAK = Duration.ofMinutes(10);

    private static final int MOST_STAGES = 100;
    private static final Set<String> NAMES = Set.of(
            FIRMWARE,
            CONFIRM,
            "stages",
            "ramp",
            "start_at",
            "window_s",
            "rate_per_edge",
            "soak_s",
            "canary",
            "exclude",
            "min_version",
            "unknown_version",
            "abort");

    private PlanReader() {}

    /** The plan in the body of an order; throws {@link PlanFault} when there is none. */
    public static RolloutPlan read(JsonObject body) {
        try {
            return plan(body);
        } catch (IllegalArgumentException impossible) {
            throw PlanFault.dangerous("", String.valueOf(impossible.getMessage()));
        }
    }

    private static RolloutPlan plan(JsonObject body) {
        Members plan = new Members(body, "");
        plan.only(NAMES);
        JsonObject asked = body.copy();
        var unused = asked.remove(FIRMWARE);
        AbortRule abort = plan.has("abort") ? abort(plan.object("abort")) : null;
        return new RolloutPlan(
                asked,
                schedule(plan),
                audience(plan),
                plan.time("start_at"),
                plan.has("window_s") ? (int) plan.whole("window_s", 0, 86_400) : USUAL_WINDOW,
                plan.has("rate_per_edge") ? (int) plan.whole("rate_per_edge", 1, 1_000_000) : 0,
                plan.has("soak_s") ? Duration.ofSeconds(plan.whole("soak_s", 0, LONGEST_SOAK)) : USUAL_SOAK,
                abort,
                plan.flag(CONFIRM));
    }

    private static Schedule schedule(Members plan) {
        if (plan.has("stages") == plan.has("ramp")) {
            throw PlanFault.malformed(
                    plan.at("stages"), plan.has("ramp") ? "beside a ramp" : "missing", "either stages or a ramp");
        }
        return plan.has("ramp") ? ramp(plan.object("ramp")) : stages(plan.objects("stages", MOST_STAGES));
    }

    private static Schedule ramp(Members ramp) {
        ramp.only(Set.of("from", "to", "duration_s"));
        int from = ramp.has("from") ? ramp.shareOrNobody("from") : 0;
        int to = ramp.share("to");
        if (to < from) {
            throw PlanFault.malformed(ramp.at("to"), "below from", "a share that does not fall");
        }
        return Schedule.ramp(from, to, ramp.seconds("duration_s"));
    }

    private static Schedule stages(List<Members> given) {
        List<Schedule.Stage> stages = new ArrayList<>();
        int before = 0;
        for (Members stage : given) {
            stage.only(Set.of("share", "hold_s"));
            int share = stage.share("share");
            if (share < before) {
                throw PlanFault.malformed(stage.at("share"), "below the one before", "a share that does not fall");
            }
            before = share;
            stages.add(new Schedule.Stage(share, stage.has("hold_s") ? stage.seconds("hold_s") : Duration.ZERO));
        }
        return Schedule.stages(stages);
    }

    private static Audience audience(Members plan) {
        String policy = plan.text("unknown_version", Release.LONGEST_VERSION);
        return new Audience(
                plan.texts("canary", Audience.MOST_IDS, DeviceId.MAX_LENGTH),
                plan.texts("exclude", Audience.MOST_IDS, DeviceId.MAX_LENGTH),
                plan.text("min_version", Release.LONGEST_VERSION),
                unknownVersion(plan, policy));
    }

    private static UnknownVersion unknownVersion(Members plan, @Nullable String policy) {
        if (policy == null) {
            return UnknownVersion.GATED;
        }
        return UnknownVersion.parse(policy)
                .orElseThrow(() -> PlanFault.malformed(
                        plan.at("unknown_version"), "bad value", "gated, released-to-all or nothing"));
    }

    private static AbortRule abort(Members abort) {
        abort.only(Set.of("failure_rate", "min_sample"));
        double rate = abort.number("failure_rate", "a number above 0 and up to 1");
        if (!(rate > 0 && rate <= 1)) {
            throw PlanFault.malformed(abort.at("failure_rate"), "bad value", "above 0 and up to 1");
        }
        return new AbortRule(rate, abort.has("min_sample") ? (int) abort.whole("min_sample", 1, 1_000_000) : 20);
    }
}
