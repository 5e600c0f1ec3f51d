package io.deligate.otaservice.rollout;

/**
 * What became of a rollout's devices; but for notices and stuck ones each device is in one of these at most.
 *
 * @param offered notices of it that devices have acknowledged, one per session
 * @param soaking devices that came up with the version and are watched still
 * @param succeeded devices that came up with it and whose soak is over
 * @param failed devices whose last word was that they could not take it
 * @param stuck devices that should have taken it, as the last look through the fleet found them
 */
public record Counts(long offered, long soaking, long succeeded, long failed, long stuck) {
    /** Of a draft. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** How many devices have tried, as far as anybody knows. */
    public long tried() {
        return soaking + succeeded + failed;
    }
}
