package io.deligate.mqttedge.uplink;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The uplinks of one device that are not safe in Kafka yet. They finish in any order, being in several topics, and are
 * acknowledged in the order in which they came [MQTT-4.6.0-2]. Event loop only.
 */
final class AckQueue {
    private final IntConsumer puback;
    private final IntConsumer pubrec;
    private final IntConsumer pubcomp;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(4);

    /** One uplink that waits for its acknowledgement. */
    static final class Pending {
        private final int packetId;
        private final MqttQoS qos;
        private boolean safe;
        private boolean released;

        private Pending(int packetId, MqttQoS qos) {
            this.packetId = packetId;
            this.qos = qos;
        }
    }

    /** Told the packet ids to acknowledge, of QoS 1 and of QoS 2, and those to complete. */
    AckQueue(IntConsumer puback, IntConsumer pubrec, IntConsumer pubcomp) {
        this.puback = puback;
        this.pubrec = pubrec;
        this.pubcomp = pubcomp;
    }

    Pending opened(int packetId, MqttQoS qos) {
        Pending entry = new Pending(packetId, qos);
        pending.add(entry);
        return entry;
    }

    /** The uplink is safe, or answered: acknowledges it as soon as all before it are. */
    void safe(Pending entry) {
        entry.safe = true;
        while (!pending.isEmpty() && pending.peek().safe) {
            acknowledge(pending.poll());
        }
    }

    int size() {
        return pending.size();
    }

    /** Whether a QoS 2 uplink with this packet id is still on its way to Kafka. */
    boolean isPending(int packetId) {
        return find(packetId).isPresent();
    }

    /**
     * The device's PUBREL. A device that does not wait for PUBREC gets its PUBCOMP behind it all the same: it is the
     * last word on a message, and may not be said before the message is safe.
     */
    void released(int packetId) {
        find(packetId).ifPresentOrElse(entry -> entry.released = true, () -> pubcomp.accept(packetId));
    }

    private Optional<Pending> find(int packetId) {
        return pending.stream()
                .filter(entry -> entry.packetId == packetId && entry.qos == MqttQoS.EXACTLY_ONCE)
                .findFirst();
    }

    private void acknowledge(Pending entry) {
        switch (entry.qos) {
            case AT_LEAST_ONCE -> puback.accept(entry.packetId);
            case EXACTLY_ONCE -> {
                pubrec.accept(entry.packetId);
                if (entry.released) {
                    pubcomp.accept(entry.packetId);
                }
            }
            case AT_MOST_ONCE, FAILURE -> {}
        }
    }
}
