package io.deligate.mqttedge.uplink;

import io.deligate.mqttedge.limits.HoldLimits;
import io.deligate.mqttedge.limits.PaceLimits;

/**
 * What one device may send.
 *
 * @param requestBytes the longest payload of a request, 1xx (A44)
 * @param messageBytes the longest payload of a message to apps, 300 (A44), and of an answer, 2xx
 * @param inFlight uplinks not yet safe in Kafka; beyond them no more is accepted
 * @param unanswered requests whose reply is not with the device yet; beyond them no more is accepted (contract 7.2)
 * @param undecodableInRow payloads without a readable envelope after which the connection is closed (A43)
 * @param pace how fast it may send
 * @param hold how much of it, and of all others, may wait on this edge
 */
public record UplinkLimits(
        int requestBytes,
        int messageBytes,
        int inFlight,
        int unanswered,
        int undecodableInRow,
        PaceLimits pace,
        HoldLimits hold) {
    public UplinkLimits {
        positive("uplink.request-bytes", requestBytes);
        positive("uplink.message-bytes", messageBytes);
        positive("uplink.in-flight", inFlight);
        positive("uplink.unanswered", unanswered);
        positive("uplink.undecodable-in-row", undecodableInRow);
    }

    public static UplinkLimits defaults() {
        return new UplinkLimits(16 << 10, 256 << 10, 100, 100, 10, PaceLimits.defaults(), HoldLimits.defaults());
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
