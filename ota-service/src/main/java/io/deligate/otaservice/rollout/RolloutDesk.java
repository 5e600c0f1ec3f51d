package io.deligate.otaservice.rollout;

import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.firmware.Firmware;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Succeeds with the draft; fails with {@link PlanFault} when the plan is dangerous. */
    public Future<Draft> draft(Firmware firmware, RolloutPlan plan, Caller caller) {
        return fleet.of(firmware.product()).compose(versions -> {
            long devices = count(versions);
            List<String> warnings = GuardRails.check(plan, firmware.upgradeType(), devices, clock.instant());
            byte[] seed = new byte[SEED_BYTES];
            random.nextBytes(seed);
            return rollouts.draft(firmware, HexFormat.of().formatHex(seed), plan, caller)
                    .map(stored -> new Draft(stored, devices, warnings));
        });
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
