package io.deligate.mqttedge.uplink;

import java.util.BitSet;

/**
 * The packet ids of a device's QoS 2 messages that it has not released: what comes again under one of them is a
 * repetition [MQTT-4.3.3-2]. One bit an id, so 8 KiB at the most, and next to nothing while none is open. Event loop only.
 */
final class UnreleasedIds {
    private static final int SMALL = 64;

    private BitSet ids = new BitSet(0);

    /** False when the id is open already. */
    boolean open(int packetId) {
        if (ids.get(packetId)) {
            return false;
        }
        ids.set(packetId);
        return true;
    }

    void release(int packetId) {
        ids.clear(packetId);
        if (ids.size() > SMALL && ids.isEmpty()) {
            ids = new BitSet(0);
        }
    }
}
