package io.deligate.mqttedge.listener;

/**
 * MQTT over WebSocket on the path {@code /mqtt}.
 *
 * @param enabled off unless asked for
 * @param port plain; 0 means any free one
 * @param tlsPort over TLS, open when there is a certificate too
 */
public record WebSocketConfig(boolean enabled, int port, int tlsPort) {
    public WebSocketConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("websocket.port: " + port + " (expected: 0 to 65535)");
        }
        if (tlsPort < 0 || tlsPort > 65_535) {
            throw new IllegalArgumentException("websocket.tls-port: " + tlsPort + " (expected: 0 to 65535)");
        }
    }

    public static WebSocketConfig defaults() {
        return new WebSocketConfig(false, 8_083, 8_084);
    }
}
