package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UpgradeType;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Schedule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan must not do by mistake: refused, or told in words. */
public final class GuardRails {
    /** Clocks and clicks: so late a start is still meant as now. */
    static final Duration LATE = Duration.ofMinutes(5);

    private static final int JUMP = Buckets.COUNT / 2;
    private static final int SMALL_FLEET = 2_000;

    /** As many as a person reads. */
    private static final int SOME = 5;

    private static final String CONFIRM = "\"confirm_jump\": true";

    private GuardRails() {}

    /** Throws {@link PlanFault} when the plan has to be thought over; returns what its author should know. */
    public static List<String> check(RolloutPlan plan, UpgradeType upgradeType, long fleet, Instant now) {
        checkStart(plan.startAt(), now);
        Schedule schedule = plan.schedule();
        int first = schedule.points().get(0).share();
        if (schedule.lengthMillis() == 0) {
            first = schedule.lastShare();
        }
        if (first > JUMP && !plan.confirmed()) {
            throw PlanFault.dangerous(
                    "/confirm_jump",
                    "the first step releases " + percent(first) + " of the fleet at once (expected: at most 50 %, or "
                            + CONFIRM + ")");
        }
        boolean force =
                upgradeType == UpgradeType.FORCE && plan.audience().canary().isEmpty();
        if (force && !plan.confirmed()) {
            throw PlanFault.dangerous(
                    "/canary",
                    "a forced upgrade leaves devices unusable until it is in, and nobody tries it first"
                            + " (expected: a canary list, or " + CONFIRM + ")");
        }
        return warnings(plan, fleet, first, force);
    }

    /**
     * Throws {@link PlanFault} when a canary is no device of the model: nobody would try the release first. Returns what
     * the author should know of those that are excluded, who may come to be later.
     *
     * @param known those of the named devices that exist
     */
    static List<String> checkNamed(ProductModel model, Audience audience, Map<String, Fleet.Device> known) {
        List<String> canaries = strangers(audience.canary(), model, known);
        if (!canaries.isEmpty()) {
            throw PlanFault.unknown(
                    "/canary",
                    "not devices of model " + model.value() + ": " + some(canaries),
                    "the ids of registered devices of that model");
        }
        List<String> warnings = new ArrayList<>();
        List<String> excluded = strangers(audience.exclude(), model, known);
        if (!excluded.isEmpty()) {
            warnings.add("exclude names what are not devices of model " + model.value() + ": " + some(excluded));
        }
        List<String> both = audience.canary().stream()
                .filter(audience.exclude()::contains)
                .sorted()
                .toList();
        if (!both.isEmpty()) {
            warnings.add("excluded, though named as canaries too: " + some(both));
        }
        return List.copyOf(warnings);
    }

    private static List<String> strangers(Set<String> ids, ProductModel model, Map<String, Fleet.Device> known) {
        return ids.stream()
                .filter(id -> !known.containsKey(id) || !known.get(id).product().equals(model))
                .sorted()
                .toList();
    }

    private static String some(List<String> ids) {
        String named = String.join(", ", ids.subList(0, Math.min(SOME, ids.size())));
        return ids.size() > SOME ? named + " and " + (ids.size() - SOME) + " more" : named;
    }

    /** Throws when the rollout was to begin long ago. */
    static void checkStart(@Nullable Instant startAt, Instant now) {
        if (startAt != null && startAt.isBefore(now.minus(LATE))) {
            throw PlanFault.dangerous(
                    "/start_at", "start_at: in the past (expected: not more than 5 minutes ago, or none)");
        }
    }

    private static List<String> warnings(RolloutPlan plan, long fleet, int first, boolean force) {
        List<String> warnings = new ArrayList<>();
        if (force) {
            warnings.add("a forced upgrade without a canary list");
        }
        double expected = fleet * (double) first / Buckets.COUNT;
        if (first > 0 && expected < 1 && plan.audience().canary().isEmpty()) {
            warnings.add("the first step of " + percent(first) + " is likely to reach none of " + fleet
                    + " devices: take a canary list");
        } else if (fleet < SMALL_FLEET
                && first < 500
                && plan.audience().canary().isEmpty()) {
            warnings.add("in a fleet of " + fleet + " devices small shares say little: take a canary list");
        }
        int jump = largestLaterStep(plan.asked());
        if (jump > JUMP) {
            warnings.add("a later step releases " + percent(jump) + " of the fleet at once");
        }
        if (plan.abort() == null) {
            warnings.add("no abort limit: bad firmware will not stop itself");
        }
        return List.copyOf(warnings);
    }

    /** Of stages; a ramp has no steps. */
    private static int largestLaterStep(JsonObject asked) {
        JsonArray stages = asked.getJsonArray("stages", new JsonArray());
        int largest = 0;
        for (int i = 1; i < stages.size(); i++) {
            double step = stages.getJsonObject(i).getDouble("share")
                    - stages.getJsonObject(i - 1).getDouble("share");
            largest = Math.max(largest, (int) Math.round(step * Buckets.COUNT));
        }
        return largest;
    }

    private static String percent(int share) {
        return share % 100 == 0 ? share / 100 + " %" : share / 100.0 + " %";
    }
}
