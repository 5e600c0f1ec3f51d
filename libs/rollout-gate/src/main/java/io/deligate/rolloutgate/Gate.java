package io.deligate.rolloutgate;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides which firmware a device may take now. The only place that does: offers, answers to questions and explanations
 * all come from here. Thread-safe, without state and without I/O.
 */
public final class Gate {
    private static final int UNKNOWN = -1;

    private Gate() {}

    /**
     * The newest release the device may take, or why there is none.
     *
     * @param reported the version the device reported last, empty when it never did
     */
    public static Decision decide(ModelReleases releases, String device, String reported, Instant now) {
        Instant known = releases.known(now);
        OptionalLong seq = releases.seqOf(reported);
        Decision best = Decision.none(reported);
        for (Rollout rollout : releases.rollouts()) {
            if (!isNewer(rollout.release(), seq, reported)) {
                continue;
            }
            int bucket = Buckets.of(rollout.seed(), device);
            Verdict verdict = verdict(releases, rollout, device, bucket, seq, known);
            Decision decision = new Decision(rollout, verdict, bucket, rollout.share(known), reported, known);
            if (verdict.offers()) {
                return decision;
            }
            best = best.orIfBetter(decision);
        }
        return best;
    }

    /**
     * Whether the device may take the rollout's release now: {@link #decide} without the reasons, for a walk through many
     * devices.
     *
     * @param cell what is cached of the device about that rollout, see {@link CachedBucket}
     */
    public static boolean offers(
            ModelReleases releases, Rollout rollout, long cell, String device, String reported, Instant now) {
        OptionalLong seq = releases.seqOf(reported);
        return isNewer(rollout.release(), seq, reported)
                && verdict(releases, rollout, device, CachedBucket.bucket(cell), seq, releases.known(now))
                        .offers();
    }

    /** Never an older one than it has, and never the same again. */
    private static boolean isNewer(Release release, OptionalLong seq, String reported) {
        return seq.isPresent()
                ? release.seq() > seq.getAsLong()
                : !release.version().equals(reported);
    }

    private static Verdict verdict(
            ModelReleases releases, Rollout rollout, String device, int bucket, OptionalLong seq, Instant known) {
        Audience audience = rollout.audience();
        if (rollout.state() instanceof RolloutState.Aborted) {
            return Verdict.ABORTED;
        }
        if (audience.exclude().contains(device)) {
            return Verdict.EXCLUDED;
        }
        if (isTooOld(releases, audience.minVersion(), seq)) {
            return Verdict.TOO_OLD;
        }
        int share = rollout.share(known);
        if (seq.isEmpty() && !takesUnknown(audience.unknownVersion(), share)) {
            return Verdict.UNKNOWN_VERSION;
        }
        if (bucket < share) {
            return Verdict.RELEASED;
        }
        return audience.canary().contains(device) && rollout.hasBegun(known) ? Verdict.CANARY : Verdict.NOT_YET;
    }

    private static boolean isTooOld(ModelReleases releases, @Nullable String minVersion, OptionalLong seq) {
        if (minVersion == null) {
            return false;
        }
        OptionalLong least = releases.seqOf(minVersion);
        return least.isEmpty() || seq.orElse(UNKNOWN) < least.getAsLong();
    }

    private static boolean takesUnknown(UnknownVersion policy, int share) {
        return switch (policy) {
            case GATED -> true;
            case RELEASED_TO_ALL -> share == Buckets.COUNT;
            case NOTHING -> false;
        };
    }
}
