package io.deligate.apiaccess.limit;

/**
 * How many calls are let through.
 *
 * @param perSecond in the long run
 * @param burst at once, after a time of rest
 */
public record Rate(int perSecond, int burst) {
    public Rate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("rate: " + perSecond + ", " + burst + " (expected: 1 or more)");
        }
    }
}
