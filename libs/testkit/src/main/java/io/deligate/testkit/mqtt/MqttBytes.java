package io.deligate.testkit.mqtt;

import java.nio.charset.StandardCharsets;

/** The bytes of the packets a device sends, CONNECT apart. */
public final class MqttBytes {
    private MqttBytes() {}

    /** A PUBLISH; the packet id is left out with QoS 0. */
    public static byte[] publish(String topic, String payload, int qos, int packetId) {
        return publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos << 1, packetId);
    }

    /** A PUBLISH with any lower four bits in its first byte: DUP 8, QoS 6, RETAIN 1. */
    public static byte[] publish(String topic, byte[] payload, int flags, int packetId) {
        MqttWriter body = new MqttWriter().text(topic);
        if ((flags & 6) != 0) {
            body.number(packetId);
        }
        return new Packet(Packet.PUBLISH << 4 | flags, body.raw(payload).bytes()).bytes();
    }

    public static byte[] subscribe(int packetId, int qos, String... filters) {
        MqttWriter body = new MqttWriter().number(packetId);
        for (String filter : filters) {
            body.text(filter).octet(qos);
        }
        return new Packet(Packet.SUBSCRIBE << 4 | 2, body.bytes()).bytes();
    }

    public static byte[] unsubscribe(int packetId, String... filters) {
        MqttWriter body = new MqttWriter().number(packetId);
        for (String filter : filters) {
            body.text(filter);
        }
        return new Packet(Packet.UNSUBSCRIBE << 4 | 2, body.bytes()).bytes();
    }

    public static byte[] puback(int packetId) {
        return new Packet(Packet.PUBACK << 4, new MqttWriter().number(packetId).bytes()).bytes();
    }

    public static byte[] pubrel(int packetId) {
        return new Packet(
                        Packet.PUBREL << 4 | 2,
                        new MqttWriter().number(packetId).bytes())
                .bytes();
    }

    public static byte[] pingreq() {
        return new Packet(Packet.PINGREQ << 4, new byte[0]).bytes();
    }

    public static byte[] disconnect() {
        return new Packet(Packet.DISCONNECT << 4, new byte[0]).bytes();
    }
}
