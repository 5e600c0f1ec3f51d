package io.deligate.otaservice.rollout;

import io.deligate.rolloutgate.RolloutState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be done to a rollout. */
public enum Move {
    START,
    PAUSE,
    RESUME,
    ABORT,
    COMPLETE;

    /** The state it leads to; throws {@link IllegalMove} when it leads nowhere from here. */
    public RolloutState from(@Nullable RolloutState state, RolloutPlan plan, Instant now) {
        if (state == null) {
            return begin(plan, now);
        }
        return state.match(new From(now));
    }

    private RolloutState begin(RolloutPlan plan, Instant now) {
        if (this != START) {
            throw refused("a draft");
        }
        GuardRails.checkStart(plan.startAt(), now);
        Instant wished = plan.startAt();
        return new RolloutState.Running(wished == null || wished.isBefore(now) ? now : wished);
    }

    private IllegalMove refused(String what) {
        return new IllegalMove(name().toLowerCase(Locale.ROOT) + ": the rollout is " + what);
    }

    private final class From implements RolloutState.Cases<RolloutState> {
        private final Instant now;

        From(Instant now) {
            this.now = now;
        }

        @Override
        public RolloutState running(RolloutState.Running state) {
            return switch (Move.this) {
                case PAUSE -> state.pause(now);
                case ABORT -> state.abort();
                case COMPLETE -> state.complete();
                case START, RESUME -> throw refused("running already");
            };
        }

        @Override
        public RolloutState paused(RolloutState.Paused state) {
            return switch (Move.this) {
                case RESUME -> state.resume(now);
                case ABORT -> state.abort();
                case START, PAUSE, COMPLETE -> throw refused("paused");
            };
        }

        @Override
        public RolloutState aborted(RolloutState.Aborted state) {
            throw refused("aborted, for good");
        }

        @Override
        public RolloutState completed(RolloutState.Completed state) {
            if (Move.this == ABORT) {
                return state.abort();
            }
            throw refused("completed");
        }
    }
}
