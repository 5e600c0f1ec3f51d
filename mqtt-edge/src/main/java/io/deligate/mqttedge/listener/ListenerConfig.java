package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.limits.ConnectLimits;
import java.time.Duration;

/**
 * How devices reach this edge.
 *
 * @param host the address to listen on
 * @param port 0 means any free one
 * @param connectTimeout from the TCP connection to a whole CONNECT (A20), whole seconds
 * @param packetBytes the longest MQTT packet; a longer one closes the connection (A44)
 * @param connections how many there may be; 0 = as many as heap and file descriptors allow
 * @param backlog connections the kernel may hold that were not accepted yet
 * @param proxyProtocol whether each connection begins with a PROXY protocol header (version 1 or 2) from a load balancer,
 *     on every entrance; then nobody may reach the port but through it
 * @param connects how often devices may connect
 */
public record ListenerConfig(
        String host,
        int port,
        Duration connectTimeout,
        int packetBytes,
        int connections,
        int backlog,
        boolean proxyProtocol,
        ConnectLimits connects) {
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
        if (connections < 0) {
            throw new IllegalArgumentException("mqtt.connections: " + connections + " (expected: >= 0)");
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("mqtt.backlog: " + backlog + " (expected: >= 1)");
        }
    }

    public static ListenerConfig defaults() {
        return new ListenerConfig(
                "0.0.0.0", 1883, Duration.ofSeconds(10), 512 << 10, 0, 4_096, false, ConnectLimits.defaults());
    }
}
