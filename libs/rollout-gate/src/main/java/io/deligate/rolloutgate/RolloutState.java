package io.deligate.rolloutgate;

import java.time.Duration;
import java.time.Instant;

/** Where a started rollout stands; a draft is nobody's affair yet. */
public sealed interface RolloutState {
    /** One method per state. */
    interface Cases<R> {
        R running(Running state);

        R paused(Paused state);

        R aborted(Aborted state);

        R completed(Completed state);
    }

    <R> R match(Cases<R> cases);

    /**
     * The share follows the schedule.
     *
     * @param anchor when the schedule began, or will begin; moved on by each pause
     */
    record Running(Instant anchor) implements RolloutState {
        /** Freezes the share of now. */
        public Paused pause(Instant now) {
            return new Paused(anchor, now);
        }

        /** At the end of the schedule. */
        public Completed complete() {
            return new Completed(anchor);
        }

        public Aborted abort() {
            return new Aborted();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.running(this);
        }
    }

    /**
     * The share stays; who was released may still take the firmware.
     *
     * @param anchor when the schedule began, or would have begun
     * @param since when it was stopped
     */
    record Paused(Instant anchor, Instant since) implements RolloutState {
        /** The rest of the schedule, from now on. */
        public Running resume(Instant now) {
            return new Running(anchor.plus(Duration.between(since, now)));
        }

        public Aborted abort() {
            return new Aborted();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.paused(this);
        }
    }

    /** Nobody is released any more, for good. */
    record Aborted() implements RolloutState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.aborted(this);
        }
    }

    /**
     * The last share stays for good.
     *
     * @param anchor when the schedule began
     */
    record Completed(Instant anchor) implements RolloutState {
        /** It turned out bad after all. */
        public Aborted abort() {
            return new Aborted();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.completed(this);
        }
    }
}
