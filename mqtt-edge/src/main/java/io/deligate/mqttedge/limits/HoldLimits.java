package io.deligate.mqttedge.limits;

import io.deligate.servicekit.config.ByteSize;

/**
 * How many bytes may wait on this edge before Kafka's client has taken them.
 *
 * @param device of one device; beyond that its socket is not read
 * @param edge of all devices together; 0 = an eighth of the heap
 */
public record HoldLimits(ByteSize device, ByteSize edge) {
    private static final long LEAST = 16L << 20;

    public HoldLimits {
        if (device.bytes() < 1 || device.bytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("uplink.hold.device: " + device + " (expected: 1B to 1023MiB)");
        }
    }

    public static HoldLimits defaults() {
        return new HoldLimits(ByteSize.ofMiB(1), new ByteSize(0));
    }

    /** What all devices together may have waiting, in bytes. */
    public long edgeBytes() {
        return edge.bytes() > 0
                ? edge.bytes()
                : Math.max(LEAST, Runtime.getRuntime().maxMemory() / 8);
    }
}
