package io.deligate.rolloutgate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for one device, and how.
 *
 * @param rollout the one that decided, null when none concerns the device
 * @param verdict what it means for the device, null as above
 * @param bucket the device's, -1 without a rollout
 * @param share what was released, in basis points
 * @param reported what the device runs, as far as anybody knows
 * @param at the time it was decided for
 */
public record Decision(
        @Nullable Rollout rollout, @Nullable Verdict verdict, int bucket, int share, String reported, Instant at) {
    static Decision none(String reported) {
        return new Decision(null, null, -1, 0, reported, Instant.EPOCH);
    }

    /** The release it may take now, empty when it has to stay with what it has. */
    public Optional<Release> release() {
        return rollout != null && verdict != null && verdict.offers()
                ? Optional.of(rollout.release())
                : Optional.empty();
    }

    /** When its bucket is, or was, released; empty when never, or nobody can say. */
    public Optional<Instant> releaseAt() {
        return rollout == null ? Optional.empty() : rollout.releaseInstant(bucket);
    }

    /** Of two refusals: what may still come says more than what will not, and the newest release more than an older. */
    Decision orIfBetter(Decision other) {
        return verdict == null || (verdict == Verdict.ABORTED && other.verdict != Verdict.ABORTED) ? other : this;
    }

    /** Why, for a person. */
    public String reason() {
        if (rollout == null || verdict == null) {
            return reported.isEmpty()
                    ? "no rollout for this model"
                    : "runs " + reported + ", and no newer release is on its way";
        }
        String place = "bucket " + bucket;
        return switch (verdict) {
            case RELEASED -> releasedWords(rollout) + place + " < share " + share;
            case CANARY -> "goes first: on the canary list";
            case NOT_YET -> notYetWords(rollout) + place + " >= share " + share;
            case EXCLUDED -> "on the rollout's exclude list";
            case TOO_OLD ->
                "runs " + words(reported) + ", and the rollout needs "
                        + rollout.audience().minVersion() + " or newer";
            case UNKNOWN_VERSION ->
                "runs " + words(reported) + ", which is no known release, and the rollout offers such devices "
                        + (rollout.audience().unknownVersion() == UnknownVersion.NOTHING
                                ? "nothing"
                                : "only what is released to all");
            case ABORTED -> "the rollout was aborted";
        };
    }

    private String releasedWords(Rollout decided) {
        Optional<Instant> since = decided.releaseInstant(bucket);
        return since.map(then -> "released " + span(Duration.between(then, at)) + " ago, ")
                .orElse("released, ");
    }

    private String notYetWords(Rollout decided) {
        if (decided.state() instanceof RolloutState.Paused) {
            return "paused, ";
        }
        return decided.releaseInstant(bucket)
                .map(then -> "released in " + span(Duration.between(at, then)) + ", ")
                .orElse("not in this rollout's share, ");
    }

    private static String words(String version) {
        return version.isEmpty() ? "an unknown version" : version;
    }

    private static String span(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        if (seconds < 7_200) {
            return seconds / 60 + " minutes";
        }
        return seconds < 172_800 ? seconds / 3_600 + " hours" : seconds / 86_400 + " days";
    }
}
