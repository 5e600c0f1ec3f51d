package io.deligate.mqttedge.session;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The un-acknowledged messages to one device, at most {@code inFlight} on the wire and {@code waiting} behind them, in
 * order (R45). Event loop only.
 */
final class SendWindow {
    private static final int LAST_PACKET_ID = 65_535;

    private final Wire wire;
    private final SendLimits limits;
    private final Map<Integer, Downlink> inFlight = new LinkedHashMap<>(0);
    private final ArrayDeque<Downlink> waiting = new ArrayDeque<>(0);
    private int lastPacketId;
    private boolean closed;

    /** Writes one message at QoS 1. */
    interface Wire {
        void publish(int packetId, byte[] payload);
    }

    SendWindow(Wire wire, SendLimits limits) {
        this.wire = wire;
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
        wire.publish(packetId, downlink.payload());
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
