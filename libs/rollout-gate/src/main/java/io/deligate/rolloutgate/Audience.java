package io.deligate.rolloutgate;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a rollout is for, within its model.
 *
 * @param canary device ids that are released with the start, whatever their bucket
 * @param exclude device ids that are never released
 * @param minVersion the oldest version it may be installed over, null = any
 */
public record Audience(
        Set<String> canary, Set<String> exclude, @Nullable String minVersion, UnknownVersion unknownVersion) {
    /** Longer lists belong into the registry as a group. */
    public static final int MOST_IDS = 2_000;

    public Audience {
        canary = Set.copyOf(canary);
        exclude = Set.copyOf(exclude);
        if (canary.size() > MOST_IDS) {
            throw new IllegalArgumentException("canary: " + canary.size() + " ids (expected: at most 2000)");
        }
        if (exclude.size() > MOST_IDS) {
            throw new IllegalArgumentException("exclude: " + exclude.size() + " ids (expected: at most 2000)");
        }
    }

    /** All devices of the model. */
    public static Audience everybody() {
        return new Audience(Set.of(), Set.of(), null, UnknownVersion.GATED);
    }
}
