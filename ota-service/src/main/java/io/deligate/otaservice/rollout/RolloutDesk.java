package io.deligate.otaservice.rollout;

import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.Audience;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drafts rollouts and moves them on; what was moved is told at once. */
public final class RolloutDesk {
    private static final Logger log = LoggerFactory.getLogger(RolloutDesk.class);
    private static final int SEED_BYTES = 8;

    /** A draft, how large its fleet is, and what its author should know. */
    public record Draft(StoredRollout rollout, long fleet, List<String> warnings) {}

    private final Rollouts rollouts;
    private final Fleet fleet;
    private final ReleasesPublisher publisher;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public RolloutDesk(Rollouts rollouts, Fleet fleet, ReleasesPublisher publisher, Clock clock) {
        this.rollouts = rollouts;
        this.fleet = fleet;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Succeeds with the draft; fails with {@link PlanFault} when the plan is dangerous or names what is not there. */
    public Future<Draft> draft(Firmware firmware, RolloutPlan plan, Caller caller) {
        return fleet.of(firmware.product()).compose(versions -> {
            long devices = count(versions);
            List<String> warnings =
                    new ArrayList<>(GuardRails.check(plan, firmware.upgradeType(), devices, clock.instant()));
            return named(firmware.product(), plan.audience())
                    .onSuccess(warnings::addAll)
                    .compose(checked -> seed(firmware, plan))
                    .compose(seed -> rollouts.draft(firmware, seed, plan, caller))
                    .compose(stored -> others(stored).map(others -> {
                        warnings.addAll(others);
                        return new Draft(stored, devices, List.copyOf(warnings));
                    }));
        });
    }

    /** Succeeds with warnings about the devices that the plan names. */
    private Future<List<String>> named(ProductModel model, Audience audience) {
        Set<String> ids = new HashSet<>(audience.canary());
        ids.addAll(audience.exclude());
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : fleet.devices(ids).map(known -> GuardRails.checkNamed(model, audience, known));
    }

    /** Whoever came first in the rollout that is named comes first again: they have what is to be put right. */
    private Future<String> seed(Firmware firmware, RolloutPlan plan) {
        String from = plan.seedOf();
        if (from == null) {
            byte[] seed = new byte[SEED_BYTES];
            random.nextBytes(seed);
            return Future.succeededFuture(HexFormat.of().formatHex(seed));
        }
        return rollouts.find(from)
                .map(found -> found.filter(other -> other.firmware().product().equals(firmware.product()))
                        .orElseThrow(
                                () -> PlanFault.unknown("/inherit_seed_from", "the id of a rollout of the same model"))
                        .seed());
    }

    /** Succeeds with a warning about each other rollout of the model that runs, will run, or may run on. */
    public Future<List<String>> others(StoredRollout rollout) {
        Instant now = clock.instant();
        return rollouts.live()
                .map(live -> live.stream()
                        .filter(other -> !other.id().equals(rollout.id()))
                        .filter(other -> other.firmware()
                                .product()
                                .equals(rollout.firmware().product()))
                        .filter(StoredRollout::mayGoOn)
                        .map(other -> "rollout " + other.id() + " of version "
                                + other.firmware().version() + " is "
                                + other.phase(now).text()
                                + " for the same model: each device takes the newest release it may have")
                        .toList());
    }

    /** How many devices these are. */
    public static long count(Map<String, Fleet.Versions> versions) {
        return versions.values().stream().mapToLong(Fleet.Versions::devices).sum();
    }

    /**
     * Succeeds with the rollout in its new state, once that is stored; empty when there is none. Fails with
     * {@link IllegalMove} or, at a start, {@link PlanFault}. Kafka hears of it at once, and when it does not take it now
     * the publisher's next look tells it.
     */
    public Future<Optional<StoredRollout>> move(String id, Move move, String reason, Caller caller) {
        return rollouts.move(id, move, reason, caller)
                .onSuccess(moved -> moved.ifPresent(rollout -> {
                    var unused = publisher
                            .publish(rollout.firmware().product())
                            .onFailure(cause -> log.atWarn()
                                    .addKeyValue("rollout_id", id)
                                    .log("not told at once, tried again: {}", cause.toString()));
                }));
    }
}
