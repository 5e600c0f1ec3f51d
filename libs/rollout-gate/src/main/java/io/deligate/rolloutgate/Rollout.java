package io.deligate.rolloutgate;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One release on its way to the devices of its model.
 *
 * @param seed decides which devices come first; the same before and after a pause
 * @param revision grows with each change of the rollout
 * @param windowSeconds within which a device picks its own second to begin; tells the forecast, not the device
 * @param ratePerEdge offers per second that one edge sends at most; 0 = the edge's own limit
 */
public record Rollout(
        String id,
        Release release,
        String seed,
        long revision,
        Schedule schedule,
        RolloutState state,
        Audience audience,
        int windowSeconds,
        int ratePerEdge) {
    public Rollout {
        if (windowSeconds < 0 || windowSeconds > 86_400) {
            throw new IllegalArgumentException("window_s: " + windowSeconds + " (expected: 0 to 86400)");
        }
        if (ratePerEdge < 0 || ratePerEdge > 1_000_000) {
            throw new IllegalArgumentException("rate_per_edge: " + ratePerEdge + " (expected: 0 to 1000000)");
        }
    }

    /** The share that is released at that time, in basis points. */
    public int share(Instant now) {
        return state.match(new RolloutState.Cases<>() {
            @Override
            public Integer running(RolloutState.Running running) {
                return schedule.shareAfter(now.toEpochMilli() - running.anchor().toEpochMilli());
            }

            @Override
            public Integer paused(RolloutState.Paused paused) {
                return schedule.shareAfter(
                        paused.since().toEpochMilli() - paused.anchor().toEpochMilli());
            }

            @Override
            public Integer aborted(RolloutState.Aborted aborted) {
                return 0;
            }

            @Override
            public Integer completed(RolloutState.Completed completed) {
                return schedule.lastShare();
            }
        });
    }

    /** Whether the start is over, so that canaries are released. */
    boolean hasBegun(Instant now) {
        return state.match(new RolloutState.Cases<>() {
            @Override
            public Boolean running(RolloutState.Running running) {
                return !now.isBefore(running.anchor());
            }

            @Override
            public Boolean paused(RolloutState.Paused paused) {
                return !paused.since().isBefore(paused.anchor());
            }

            @Override
            public Boolean aborted(RolloutState.Aborted aborted) {
                return false;
            }

            @Override
            public Boolean completed(RolloutState.Completed completed) {
                return true;
            }
        });
    }

    /**
     * When the bucket was or will be released if nothing changes: empty when never, or nobody can say since the share is
     * frozen.
     */
    public Optional<Instant> releaseInstant(int bucket) {
        OptionalLong after = schedule.whenPassed(bucket);
        if (after.isEmpty()) {
            return Optional.empty();
        }
        long passed = after.getAsLong();
        return state.match(new RolloutState.Cases<>() {
            @Override
            public Optional<Instant> running(RolloutState.Running running) {
                return Optional.of(running.anchor().plusMillis(passed));
            }

            @Override
            public Optional<Instant> paused(RolloutState.Paused paused) {
                Instant then = paused.anchor().plusMillis(passed);
                return then.isAfter(paused.since()) ? Optional.empty() : Optional.of(then);
            }

            @Override
            public Optional<Instant> aborted(RolloutState.Aborted aborted) {
                return Optional.empty();
            }

            @Override
            public Optional<Instant> completed(RolloutState.Completed completed) {
                return Optional.of(completed.anchor().plusMillis(passed));
            }
        });
    }

    /** The same rollout in another state, one revision later. */
    public Rollout in(RolloutState next) {
        return new Rollout(id, release, seed, revision + 1, schedule, next, audience, windowSeconds, ratePerEdge);
    }
}
