package io.deligate.rolloutgate;

/** The 10,000 places in a rollout's queue; each device has one per seed, known to everybody and stored by nobody. */
public final class Buckets {
    /** Also what a share is measured in: basis points. */
    public static final int COUNT = 10_000;

    private Buckets() {}

    /** The device's bucket, by the exact bytes of its id. */
    public static int of(String seed, String device) {
        return HashDomain.GATE.below(COUNT, seed, device);
    }
}
