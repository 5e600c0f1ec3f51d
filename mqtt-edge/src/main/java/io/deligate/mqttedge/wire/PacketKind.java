package io.deligate.mqttedge.wire;

import org.jspecify.annotations.Nullable;

/** The packets a client may send: type, flags of the first byte, and what stands behind the remaining length. */
enum PacketKind {
    CONNECT(1, Field.PROTOCOL_NAME),
    PUBLISH(3, Field.TOPIC),
    PUBACK(4, Field.ACKNOWLEDGED_ID),
    PUBREC(5, Field.ACKNOWLEDGED_ID),
    PUBREL(6, Field.ACKNOWLEDGED_ID),
    PUBCOMP(7, Field.ACKNOWLEDGED_ID),
    SUBSCRIBE(8, Field.SUBSCRIBE_ID),
    UNSUBSCRIBE(10, Field.UNSUBSCRIBE_ID),
    PINGREQ(12, Field.END),
    DISCONNECT(14, Field.END);

    private static final int DUP = 0x08;
    private static final int QOS = 0x06;
    private static final @Nullable PacketKind[] BY_TYPE = new @Nullable PacketKind[16];

    static {
        for (PacketKind kind : values()) {
            BY_TYPE[kind.type] = kind;
        }
    }

    private final int type;
    private final Field first;

    PacketKind(int type, Field first) {
        this.type = type;
        this.first = first;
    }

    /** The kind that first byte announces; null when no client may send it. */
    static @Nullable PacketKind of(int firstByte) {
        return BY_TYPE[firstByte >> 4];
    }

    Field first() {
        return first;
    }

    /** The first byte's lower four bits (2.2.2). */
    void checkFlags(int flags) {
        switch (this) {
            case PUBLISH -> {
                FrameViolation.unless((flags & QOS) != QOS, Violation.QOS);
                // a repetition of what is never repeated [MQTT-3.3.1-2]
                require((flags & DUP) == 0 || (flags & QOS) != 0);
            }
            case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> require(flags == 0x02);
            case CONNECT, PUBACK, PUBREC, PUBCOMP, PINGREQ, DISCONNECT -> require(flags == 0);
        }
    }

    private static void require(boolean kept) {
        FrameViolation.unless(kept, Violation.HEADER_FLAGS);
    }
}
