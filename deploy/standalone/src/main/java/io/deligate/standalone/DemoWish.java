package io.deligate.standalone;

import org.jspecify.annotations.Nullable;

/**
 * What of the demo was asked for on the command line.
 *
 * @param demo whether there is one
 * @param rollout null for none
 */
record DemoWish(boolean demo, DemoRollout.@Nullable Wish rollout) {
    private static final int MOST_DEVICES = 5_000;

    DemoWish {
        if (rollout != null && !demo) {
            throw new IllegalArgumentException("--rollout: without --demo (expected: up --demo --rollout)");
        }
        if (rollout != null && (rollout.devices() < 1 || rollout.devices() > MOST_DEVICES)) {
            throw new IllegalArgumentException(
                    "--rollout: " + rollout.devices() + " devices (expected: 1 to " + MOST_DEVICES + ")");
        }
        if (rollout != null && !(rollout.badInstalls() >= 0 && rollout.badInstalls() <= 1)) {
            throw new IllegalArgumentException(
                    "--bad-installs: " + rollout.badInstalls() + " (expected: a share of 0 to 1)");
        }
    }

    /** The options as they were given; null for those that were not. */
    static DemoWish of(boolean demo, @Nullable Integer rollout, @Nullable Double badInstalls) {
        if (rollout == null && badInstalls != null) {
            throw new IllegalArgumentException("--bad-installs: without --rollout (expected: up --demo --rollout)");
        }
        return new DemoWish(
                demo, rollout == null ? null : new DemoRollout.Wish(rollout, badInstalls == null ? 0 : badInstalls));
    }
}
