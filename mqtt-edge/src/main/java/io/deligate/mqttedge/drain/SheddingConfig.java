package io.deligate.mqttedge.drain;

/**
 * How an edge that holds far more devices than the others gives some away, so that a new edge gets its share.
 *
 * @param enabled the off switch
 * @param tolerance how far above the mean an edge may be, as a share of the mean
 * @param least an excess of fewer connections is left alone
 * @param rate connections closed per second
 */
public record SheddingConfig(boolean enabled, double tolerance, int least, int rate) {
    public SheddingConfig {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("shedding.tolerance: " + tolerance + " (expected: >= 0)");
        }
        if (least < 1) {
            throw new IllegalArgumentException("shedding.least: " + least + " (expected: >= 1)");
        }
        if (rate < 1) {
            throw new IllegalArgumentException("shedding.rate: " + rate + " (expected: >= 1)");
        }
    }

    public static SheddingConfig defaults() {
        return new SheddingConfig(true, 0.2, 100, 10);
    }
}
