package io.deligate.mqttedge.listener;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in for devices: a port, with or without TLS, with or without WebSocket.
 *
 * @param scheme as addresses begin and ready lines say
 * @param portVariable the setting to name when the port cannot be had
 */
public record Entrance(String scheme, int port, boolean tls, boolean webSocket, String portVariable) {
    /** To Vert.x, servers that listen on the same negative port share one free port. */
    int sharedFreePort() {
        return -1 - (tls ? 1 : 0) - (webSocket ? 2 : 0);
    }

    /** The ways in that the configuration opens; the plain one first. */
    public static List<Entrance> of(ListenerConfig mqtt, MqttsConfig mqtts, WebSocketConfig webSocket, TlsConfig tls) {
        List<Entrance> open = new ArrayList<>();
        open.add(new Entrance("tcp", mqtt.port(), false, false, "DELIGATE_MQTT_PORT"));
        if (tls.isOn()) {
            open.add(new Entrance("ssl", mqtts.port(), true, false, "DELIGATE_MQTTS_PORT"));
        }
        if (webSocket.enabled()) {
            open.add(new Entrance("ws", webSocket.port(), false, true, "DELIGATE_WEBSOCKET_PORT"));
        }
        if (webSocket.enabled() && tls.isOn()) {
            open.add(new Entrance("wss", webSocket.tlsPort(), true, true, "DELIGATE_WEBSOCKET_TLS_PORT"));
        }
        return List.copyOf(open);
    }
}
