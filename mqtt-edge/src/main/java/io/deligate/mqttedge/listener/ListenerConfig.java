package io.deligate.mqttedge.listener;

import java.time.Duration;

/**
 * How devices reach this edge.
 *
 * @param host the address to listen on
 * @param port 0 means any free one
 * @param connectTimeout from the TCP connection to a whole CONNECT (A20), whole seconds
 * @param packetBytes the longest MQTT packet; a longer one closes the connection (A44)
 * @param backlog connections the kernel may hold that were not accepted yet
 * @param proxyProtocol whether each connection begins with a PROXY protocol header (version 1 or 2) from a load balancer,
 *     on every entrance; then nobody may reach the port but through it
 */
public record ListenerConfig(
        String host, int port, Duration connectTimeout, int packetBytes, int backlog, boolean proxyProtocol) {
    public ListenerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("mqtt.port: " + port + " (expected: 0 to 65535)");
        }
        if (connectTimeout.toSeconds() < 1 || connectTimeout.toSeconds() > 120) {
            throw new IllegalArgumentException("mqtt.connect-timeout: " + connectTimeout + " (expected: 1s to 120s)");
        }
        if (packetBytes < 16 << 10 || packetBytes > 1 << 20) {
            throw new IllegalArgumentException("mqtt.packet-bytes: " + packetBytes + " (expected: 16384 to 1048576)");
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("mqtt.backlog: " + backlog + " (expected: >= 1)");
        }
    }

    public static ListenerConfig defaults() {
        return new ListenerConfig("0.0.0.0", 1883, Duration.ofSeconds(10), 512 << 10, 4_096, false);
    }
}
