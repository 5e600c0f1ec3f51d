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
            return new Paused(Duration.between(anchor, now));
        }

        /** At the end of the schedule. */
        public Completed complete() {
            return new Completed();
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
     * @param elapsed how much of the schedule is over; negative before its start
     */
    record Paused(Duration elapsed) implements RolloutState {
        /** The rest of the schedule, from now on. */
        public Running resume(Instant now) {
            return new Running(now.minus(elapsed));
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

    /** The last share stays for good. */
    record Completed() implements RolloutState {
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
