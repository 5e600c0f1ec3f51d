package io.deligate.rolloutgate;

import java.time.Instant;
import java.util.Optional;
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
     * @param bucket the device's in that rollout
     */
    public static boolean offers(
            ModelReleases releases, Rollout rollout, int bucket, String device, String reported, Instant now) {
        OptionalLong seq = releases.seqOf(reported);
        return isNewer(rollout.release(), seq, reported)
                && verdict(releases, rollout, device, bucket, seq, releases.known(now))
                        .offers();
    }

    /**
     * The newest release the device may have now, which may be the one it has: what it is told when it asks (A51). Never
     * an older one than it reported; empty when there is none.
     */
    public static Optional<Release> mayHave(ModelReleases releases, String device, String reported, Instant now) {
        Optional<Release> newer = decide(releases, device, reported, now).release();
        return newer.isPresent() ? newer : same(releases, device, reported, releases.known(now));
    }

    private static Optional<Release> same(ModelReleases releases, String device, String reported, Instant known) {
        return releases.rollouts().stream()
                .filter(rollout -> rollout.release().version().equals(reported))
                .filter(rollout -> Buckets.of(rollout.seed(), device) < rollout.share(known))
                .map(Rollout::release)
                .findFirst();
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
        return isCanary(rollout, device, known) ? Verdict.CANARY : Verdict.NOT_YET;
    }

    /**
     * Whether the device's turn has come, whatever it runs: the question of a walk that asks for the version only then.
     *
     * @param share the rollout's at {@code known}
     */
    public static boolean isTurnOf(Rollout rollout, int bucket, int share, String device, Instant known) {
        return (bucket < share || isCanary(rollout, device, known))
                && !rollout.audience().exclude().contains(device);
    }

    private static boolean isCanary(Rollout rollout, String device, Instant known) {
        return rollout.audience().canary().contains(device) && rollout.hasBegun(known);
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
