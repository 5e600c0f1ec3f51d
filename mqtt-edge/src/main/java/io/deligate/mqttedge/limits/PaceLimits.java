package io.deligate.mqttedge.limits;

import io.deligate.servicekit.config.ByteSize;

/**
 * How fast one device may send; what comes faster is read later (A22).
 *
 * @param messages per second
 * @param messagesBurst messages beyond that at once
 * @param bytes of payload per second
 * @param bytesBurst bytes beyond that at once
 */
public record PaceLimits(int messages, int messagesBurst, ByteSize bytes, ByteSize bytesBurst) {
    private static final long MOST = 1L << 30;

    public PaceLimits {
        inRange("uplink.pace.messages", messages);
        inRange("uplink.pace.messages-burst", messagesBurst);
        inRange("uplink.pace.bytes", bytes.bytes());
        inRange("uplink.pace.bytes-burst", bytesBurst.bytes());
    }

    public static PaceLimits defaults() {
        return new PaceLimits(50, 200, ByteSize.ofKiB(256), ByteSize.ofMiB(1));
    }

    private static void inRange(String name, long value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + MOST + ")");
        }
    }
}
