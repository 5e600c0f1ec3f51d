package io.deligate.otaservice.rollout;

import io.deligate.otaservice.firmware.FileLinks;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is kept: one row.
 *
 * @param state null while it is a draft
 * @param aborted of an aborted one how it stood then, frozen: whoever had its turn may be taking the release still; else
 *     null
 * @param reason why it is in this state, empty when somebody just wished so
 * @param since when this state began
 */
public record StoredRollout(
        String id,
        Firmware firmware,
        String seed,
        RolloutPlan plan,
        @Nullable RolloutState state,
        RolloutState.@Nullable Paused aborted,
        String reason,
        Instant since,
        long revision,
        Counts counts,
        Instant createdAt) {
    /** For decisions, in which nobody downloads anything. */
    private static final FileLinks NOWHERE = new FileLinks(URI.create("http://localhost"));

    /** Where it stands. */
    public Phase phase(Instant now) {
        if (state == null) {
            return Phase.DRAFT;
        }
        return state.match(new RolloutState.Cases<>() {
            @Override
            public Phase running(RolloutState.Running running) {
                return now.isBefore(running.anchor()) ? Phase.SCHEDULED : Phase.RUNNING;
            }

            @Override
            public Phase paused(RolloutState.Paused paused) {
                return Phase.PAUSED;
            }

            @Override
            public Phase aborted(RolloutState.Aborted aborted) {
                return Phase.ABORTED;
            }

            @Override
            public Phase completed(RolloutState.Completed completed) {
                return Phase.COMPLETED;
            }
        });
    }

    /** The released share in basis points. */
    public int share(Instant now) {
        return asGated().map(gated -> gated.share(now)).orElse(0);
    }

    /** As the gate sees it, for deciding here; empty while it is a draft. */
    Optional<Rollout> asGated() {
        return state == null ? Optional.empty() : Optional.of(toRollout(NOWHERE, state));
    }

    /** Whether the device's turn has come, or had come when it was aborted. */
    boolean hadTurn(String device, Instant now) {
        RolloutState then = aborted == null ? state : aborted;
        if (then == null) {
            return false;
        }
        Rollout gated = toRollout(NOWHERE, then);
        return Gate.isTurnOf(gated, Buckets.of(seed, device), gated.share(now), device, now);
    }

    /** Whether it runs, will run, or may run on. */
    boolean mayGoOn() {
        return state instanceof RolloutState.Running || state instanceof RolloutState.Paused;
    }

    /** As everybody is told of it. */
    public Rollout toRollout(FileLinks links, RolloutState started) {
        Release release = new Release(
                firmware.id(),
                firmware.version(),
                firmware.seq(),
                firmware.upgradeType(),
                links.of(firmware, id),
                firmware.md5(),
                firmware.size());
        return new Rollout(
                id,
                release,
                seed,
                revision,
                plan.schedule(),
                started,
                plan.audience(),
                plan.windowSeconds(),
                plan.ratePerEdge());
    }
}
