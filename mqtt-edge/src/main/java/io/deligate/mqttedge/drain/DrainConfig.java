package io.deligate.mqttedge.drain;

import java.time.Duration;

/**
 * How an edge gives its devices away before it ends.
 *
 * @param rate connections closed per second; more when the process must end earlier
 * @param leave what is kept of the time a process may take to stop, for what comes behind the last connection
 */
public record DrainConfig(int rate, Duration leave) {
    public DrainConfig {
        if (rate < 1) {
            throw new IllegalArgumentException("drain.rate: " + rate + " (expected: >= 1)");
        }
        if (leave.isNegative()) {
            throw new IllegalArgumentException("drain.leave: " + leave + " (expected: >= 0s)");
        }
    }

    public static DrainConfig defaults() {
        return new DrainConfig(200, Duration.ofSeconds(4));
    }
}
