package io.deligate.mqttedge.session;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The un-acknowledged messages to one device, at most {@code inFlight} on the wire and {@code waiting} behind them, in
 * order (R45). Event loop only.
 */
final class SendWindow {
    private static final int LAST_PACKET_ID = 65_535;

    private final MqttEndpoint endpoint;
    private final String topic;
    private final SendLimits limits;
    private final Map<Integer, Downlink> inFlight = new LinkedHashMap<>(0);
    private final ArrayDeque<Downlink> waiting = new ArrayDeque<>(0);
    private int lastPacketId;
    private boolean closed;

    SendWindow(MqttEndpoint endpoint, String topic, SendLimits limits) {
        this.endpoint = endpoint;
        this.topic = topic;
        this.limits = limits;
    }

    void send(Downlink downlink) {
        if (closed) {
            downlink.settled(DownlinkOutcome.OFFLINE);
        } else if (inFlight.size() < limits.inFlight()) {
            write(downlink);
        } else if (waiting.size() < limits.waiting()) {
            waiting.add(downlink);
        } else {
            downlink.settled(DownlinkOutcome.REJECTED);
        }
    }

    /** The device's PUBACK; one for an unknown packet id means nothing. */
    void acknowledged(int packetId) {
        Downlink delivered = inFlight.remove(packetId);
        if (delivered == null) {
            return;
        }
        delivered.settled(DownlinkOutcome.DELIVERED);
        Downlink next = waiting.poll();
        if (next != null) {
            write(next);
        }
    }

    /** Nothing more can be delivered; everything open gets its outcome. */
    void close() {
        closed = true;
        inFlight.values().forEach(each -> each.settled(DownlinkOutcome.OFFLINE));
        inFlight.clear();
        waiting.forEach(each -> each.settled(DownlinkOutcome.OFFLINE));
        waiting.clear();
    }

    private void write(Downlink downlink) {
        int packetId = freePacketId();
        inFlight.put(packetId, downlink);
        var unused = endpoint.publish(
                topic, Buffer.buffer(downlink.payload()), MqttQoS.AT_LEAST_ONCE, false, false, packetId);
        downlink.written();
    }

    /** The next id that no un-acknowledged message uses [MQTT-2.3.1-4]. */
    private int freePacketId() {
        do {
            lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        } while (inFlight.containsKey(lastPacketId));
        return lastPacketId;
    }
}
