package io.deligate.simulator.download;

import java.time.Duration;

/**
 * What downloads may take.
 *
 * @param parallel how many are under way at once; the others wait for their turn
 * @param idle after so long without a byte a download has broken off
 * @param tries in a row without a new byte before it is given up
 * @param pause before the second of these; the later ones are longer
 * @param longest file in bytes
 */
public record DownloadLimits(int parallel, Duration idle, int tries, Duration pause, long longest) {
    public DownloadLimits {
        if (parallel < 1 || parallel > 1_000) {
            throw new IllegalArgumentException("downloads: " + parallel + " (expected: 1 to 1000)");
        }
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries + " (expected: at least 1)");
        }
    }

    public static DownloadLimits usual() {
        return new DownloadLimits(64, Duration.ofSeconds(30), 6, Duration.ofSeconds(1), 4L << 30);
    }
}
