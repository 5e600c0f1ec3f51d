package io.deligate.mqttedge.limits;

import java.time.Duration;

/**
 * How often devices may connect to this edge (A22, R29).
 *
 * @param perSecond connects a second of all devices; 0 = 250 for each processor
 * @param burst connects of all devices at once; 0 = those of four seconds
 * @param deviceGap one device may connect once in that time
 * @param deviceBurst connects of one device at once
 */
public record ConnectLimits(int perSecond, int burst, Duration deviceGap, int deviceBurst) {
    private static final int PER_PROCESSOR = 250;
    private static final int BURST_SECONDS = 4;
    private static final int MOST = 1_000_000;

    public ConnectLimits {
        inRange("mqtt.connects.per-second", perSecond, 0);
        inRange("mqtt.connects.burst", burst, 0);
        inRange("mqtt.connects.device-burst", deviceBurst, 1);
        if (deviceGap.toMillis() < 1 || deviceGap.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("mqtt.connects.device-gap: " + deviceGap + " (expected: 1ms to 1h)");
        }
    }

    public static ConnectLimits defaults() {
        return new ConnectLimits(0, 0, Duration.ofSeconds(1), 5);
    }

    /** What holds on this machine. */
    int connectsPerSecond() {
        return perSecond > 0 ? perSecond : PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    int connectsAtOnce() {
        return burst > 0 ? burst : BURST_SECONDS * connectsPerSecond();
    }

    private static void inRange(String name, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + MOST + ")");
        }
    }
}
