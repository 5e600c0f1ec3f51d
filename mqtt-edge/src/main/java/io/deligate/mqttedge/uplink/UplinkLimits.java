package io.deligate.mqttedge.uplink;

/**
 * What one device may send.
 *
 * @param requestBytes the longest payload of a request, 1xx (A44)
 * @param messageBytes the longest payload of a message to apps, 300 (A44), and of an answer, 2xx
 * @param inFlight uplinks not yet safe in Kafka; beyond them the socket is not read
 * @param undecodableInRow payloads without a readable envelope after which the connection is closed (A43)
 */
public record UplinkLimits(int requestBytes, int messageBytes, int inFlight, int undecodableInRow) {
    public UplinkLimits {
        positive("uplink.request-bytes", requestBytes);
        positive("uplink.message-bytes", messageBytes);
        positive("uplink.in-flight", inFlight);
        positive("uplink.undecodable-in-row", undecodableInRow);
    }

    public static UplinkLimits defaults() {
        return new UplinkLimits(16 << 10, 256 << 10, 100, 10);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
