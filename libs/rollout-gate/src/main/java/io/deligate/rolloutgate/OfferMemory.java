package io.deligate.rolloutgate;

/**
 * What a session remembers of offers, in the 8 bytes of a {@code long}: its bucket in its model's newest rollout, which
 * rollout that is, and what is done about it. A memory is a value: each step returns the next one.
 */
public final class OfferMemory {
    /** Of a session that has just begun. */
    public static final long NONE = 0;

    private static final int BUCKET_BITS = 14;
    private static final long BUCKET = (1L << BUCKET_BITS) - 1;
    private static final long NEWEST_DONE = 1L << BUCKET_BITS;
    private static final long OLDER_DONE = NEWEST_DONE << 1;
    private static final long KNOWN = NEWEST_DONE << 2;
    private static final int AGE_SHIFT = BUCKET_BITS + 3;
    private static final int AGE_BITS = 4;
    private static final long AGE = ((1L << AGE_BITS) - 1) << AGE_SHIFT;
    private static final long TAG = -1L << (AGE_SHIFT + AGE_BITS);

    private OfferMemory() {}

    /** How many looks a session can count; it stays there. */
    public static final int OLDEST = (1 << AGE_BITS) - 1;

    /** One look later. */
    public static long aged(long memory) {
        return age(memory) == OLDEST ? memory : memory + (1L << AGE_SHIFT);
    }

    /** How many looks there were at the session. */
    public static int age(long memory) {
        return (int) ((memory & AGE) >>> AGE_SHIFT);
    }

    /** The 43 bits by which a rollout is told from others; to be asked for once per walk, not once per device. */
    public static long tag(Rollout rollout) {
        return HashDomain.JITTER.hash(rollout.seed(), rollout.id()) & TAG;
    }

    /**
     * The same memory when it is about that newest rollout; else a new one, in which what was done about the newest one
     * before is done about the older ones.
     */
    public static long about(long memory, long tag, Rollout newest, String device) {
        if ((memory & KNOWN) != 0 && (memory & TAG) == tag) {
            return memory;
        }
        long older = (memory & NEWEST_DONE) == 0 ? 0 : OLDER_DONE;
        return tag | KNOWN | older | (memory & AGE) | Buckets.of(newest.seed(), device);
    }

    public static int bucket(long memory) {
        return (int) (memory & BUCKET);
    }

    /** Whether the newest rollout's release was offered, or the device has it. */
    public static boolean isNewestDone(long memory) {
        return (memory & NEWEST_DONE) != 0;
    }

    /** The same of an older rollout's release. */
    public static boolean isOlderDone(long memory) {
        return (memory & OLDER_DONE) != 0;
    }

    public static long newestDone(long memory) {
        return memory | NEWEST_DONE | OLDER_DONE;
    }

    public static long olderDone(long memory) {
        return memory | OLDER_DONE;
    }
}
