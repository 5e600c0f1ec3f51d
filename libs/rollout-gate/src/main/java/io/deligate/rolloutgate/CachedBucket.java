package io.deligate.rolloutgate;

/**
 * What a session keeps of its newest rollout, in the 8 bytes of a {@code long}: its bucket, whether it was sent the
 * offer, and of which rollout this is true. 0 = nothing.
 */
public final class CachedBucket {
    /** Of a session that has met no rollout. */
    public static final long NONE = 0;

    private static final int BUCKET_BITS = 14;
    private static final long BUCKET = (1L << BUCKET_BITS) - 1;
    private static final long OFFERED = 1L << BUCKET_BITS;
    private static final long KNOWN = 1L << (BUCKET_BITS + 1);
    private static final long TAG = -1L << (BUCKET_BITS + 2);

    private CachedBucket() {}

    /** The 48 bits by which a rollout is told from others; to be asked for once per walk, not once per device. */
    public static long tag(Rollout rollout) {
        return HashDomain.JITTER.hash(rollout.seed(), rollout.id()) & TAG;
    }

    /** The same cell when it is about that rollout, else a new one with the bucket and without an offer. */
    public static long about(long cell, long tag, Rollout rollout, String device) {
        return (cell & KNOWN) != 0 && (cell & TAG) == tag ? cell : tag | KNOWN | Buckets.of(rollout.seed(), device);
    }

    public static int bucket(long cell) {
        return (int) (cell & BUCKET);
    }

    public static boolean isOffered(long cell) {
        return (cell & OFFERED) != 0;
    }

    /** The same cell, offered. */
    public static long offered(long cell) {
        return cell | OFFERED;
    }
}
