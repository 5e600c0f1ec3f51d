package io.deligate.mqttedge.session;

import io.deligate.servicekit.config.ByteSize;
import java.time.Duration;

/**
 * How many messages to devices may be open, and for how long.
 *
 * @param inFlight sent to one device and not acknowledged (A24)
 * @param waiting behind those, not sent yet
 * @param ackTimeout how long one waits for its turn, and once sent for its acknowledgement
 * @param openRecords of all devices together; beyond that the down topic is not read
 * @param openBytes the same in bytes
 */
public record SendLimits(int inFlight, int waiting, Duration ackTimeout, int openRecords, ByteSize openBytes) {
    public SendLimits {
        if (inFlight < 1 || inFlight > 1_000) {
            throw new IllegalArgumentException("downlink.in-flight: " + inFlight + " (expected: 1 to 1000)");
        }
        if (waiting < 0 || waiting > 10_000) {
            throw new IllegalArgumentException("downlink.waiting: " + waiting + " (expected: 0 to 10000)");
        }
        if (ackTimeout.toMillis() < 100 || ackTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("downlink.ack-timeout: " + ackTimeout + " (expected: 100ms to 10m)");
        }
        if (openRecords < 1) {
            throw new IllegalArgumentException("downlink.open-records: " + openRecords + " (expected: >= 1)");
        }
        if (openBytes.bytes() < 1) {
            throw new IllegalArgumentException("downlink.open-bytes: " + openBytes + " (expected: >= 1B)");
        }
    }

    public static SendLimits defaults() {
        return new SendLimits(20, 100, Duration.ofSeconds(30), 20_000, ByteSize.ofMiB(64));
    }
}
