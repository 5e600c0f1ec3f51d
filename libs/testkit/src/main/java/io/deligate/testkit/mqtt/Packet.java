package io.deligate.testkit.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** One MQTT packet: the first byte and what stands behind the remaining length (MQTT 3.1.1, section 2). */
public record Packet(int header, byte[] body) {
    public static final int CONNECT = 1;
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBSCRIBE = 8;
    public static final int SUBACK = 9;
    public static final int UNSUBSCRIBE = 10;
    public static final int UNSUBACK = 11;
    public static final int PINGREQ = 12;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;

    /** The bodies are compared by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Packet && same((Packet) other);
    }

    @Override
    public int hashCode() {
        return 31 * header + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "Packet[header=0x" + Integer.toHexString(header) + ", body="
                + HexFormat.of().formatHex(body) + "]";
    }

    /** The packet type, 1 to 14. */
    public int type() {
        return header >> 4;
    }

    /** The QoS of a PUBLISH. */
    public int qos() {
        return (header >> 1) & 3;
    }

    public boolean duplicate() {
        return (header & 8) != 0;
    }

    public boolean retained() {
        return (header & 1) != 0;
    }

    /** The return code of a CONNACK. */
    public int connackCode() {
        return body[1] & 0xff;
    }

    /** The topic of a PUBLISH. */
    public String topic() {
        return new String(body, 2, shortAt(0), StandardCharsets.UTF_8);
    }

    /** The packet identifier of a PUBLISH with QoS 1 or 2, or of any acknowledgement. */
    public int packetId() {
        return type() == PUBLISH ? shortAt(2 + shortAt(0)) : shortAt(0);
    }

    /** The payload of a PUBLISH as text. */
    public String payload() {
        int from = 2 + shortAt(0) + (qos() > 0 ? 2 : 0);
        return new String(body, from, body.length - from, StandardCharsets.UTF_8);
    }

    /** The packet as it goes over the wire. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        int left = body.length;
        do {
            out.write(left > 127 ? (left & 127) | 128 : left);
            left >>= 7;
        } while (left > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private int shortAt(int index) {
        return (body[index] & 0xff) << 8 | (body[index + 1] & 0xff);
    }

    private boolean same(Packet other) {
        return header == other.header && Arrays.equals(body, other.body);
    }
}
