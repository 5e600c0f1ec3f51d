package io.deligate.mqttedge.listener;

/** The port of MQTT over TLS, open when there is a certificate; 0 means any free one. */
public record MqttsConfig(int port) {
    public MqttsConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("mqtts.port: " + port + " (expected: 0 to 65535)");
        }
    }

    public static MqttsConfig defaults() {
        return new MqttsConfig(8_883);
    }
}
