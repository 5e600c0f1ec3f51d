package io.deligate.mqttedge.drain;

import java.time.Duration;

/**
 * How an edge gives its devices away before it ends.
 *
 * @param await how long the edge, unready already, still takes in who is sent to it; at most a third of the time the
 *     process has left
 * @param rate connections closed per second; more when the process must end earlier
 * @param leave what is kept of the time a process may take to stop, for what comes behind the last connection
 */
public record DrainConfig(Duration await, int rate, Duration leave) {
    public DrainConfig {
        if (await.isNegative()) {
            throw new IllegalArgumentException("drain.await: " + await + " (expected: >= 0s)");
        }
        if (rate < 1) {
            throw new IllegalArgumentException("drain.rate: " + rate + " (expected: >= 1)");
        }
        if (leave.isNegative()) {
            throw new IllegalArgumentException("drain.leave: " + leave + " (expected: >= 0s)");
        }
    }

    public static DrainConfig defaults() {
        return new DrainConfig(Duration.ofSeconds(15), 200, Duration.ofSeconds(4));
    }
}
