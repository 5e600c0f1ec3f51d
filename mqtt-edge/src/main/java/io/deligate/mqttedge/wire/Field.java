package io.deligate.mqttedge.wire;

import static io.deligate.mqttedge.wire.Field.Form.BYTES;
import static io.deligate.mqttedge.wire.Field.Form.NUMBER;
import static io.deligate.mqttedge.wire.Field.Form.REST;
import static io.deligate.mqttedge.wire.Field.Form.TEXT;

/** The fields behind the fixed header: the form of each, its rule, and the field that follows it. */
enum Field {
    /** Its two length bytes and its first four letters read as one number: all that is needed to tell it. */
    PROTOCOL_NAME(NUMBER, 6),
    PROTOCOL_LEVEL(NUMBER, 1),
    CONNECT_FLAGS(NUMBER, 1),
    KEEP_ALIVE(NUMBER, 2),
    CLIENT_ID(TEXT, 2),
    WILL_TOPIC(TEXT, 2),
    WILL_MESSAGE(BYTES, 2),
    USER_NAME(TEXT, 2),
    PASSWORD(BYTES, 2),
    TOPIC(TEXT, 2),
    MESSAGE_ID(NUMBER, 2),
    PAYLOAD(REST, 0),
    ACKNOWLEDGED_ID(NUMBER, 2),
    SUBSCRIBE_ID(NUMBER, 2),
    SUBSCRIBE_FILTER(TEXT, 2),
    OPTIONS(NUMBER, 1),
    UNSUBSCRIBE_ID(NUMBER, 2),
    UNSUBSCRIBE_FILTER(TEXT, 2),
    /** Nothing more may follow. */
    END(REST, 0);

    /** How a field's bytes are read. */
    enum Form {
        NUMBER,
        /** Two bytes of length and UTF-8. */
        TEXT,
        /** Two bytes of length and anything. */
        BYTES,
        /** Anything up to the packet's end. */
        REST
    }

    /** 00 04 'M' 'Q' 'T' 'T'. */
    private static final long MQTT = 0x0004_4D51_5454L;

    /** 00 06 'M' 'Q' 'I' 's', the name in version 3.1. */
    private static final long MQISDP = 0x0006_4D51_4973L;

    private static final int LEVEL_3_1_1 = 4;

    private static final int RESERVED = 0x01;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int HAS_PASSWORD = 0x40;
    private static final int HAS_USER_NAME = 0x80;

    private static final int PUBLISH_QOS = 0x06;

    private final Form form;
    private final int octets;

    Field(Form form, int octets) {
        this.form = form;
        this.octets = octets;
    }

    Form form() {
        return form;
    }

    /** Bytes of the number it is or begins with. */
    int octets() {
        return octets;
    }

    boolean mayBeEmpty() {
        return this != TOPIC && this != SUBSCRIBE_FILTER && this != UNSUBSCRIBE_FILTER;
    }

    /**
     * Checks the field and says which one follows.
     *
     * @param value the number, or the text's length
     * @param flags a PUBLISH's of its first byte, a CONNECT's connect flags
     * @param more whether the packet goes on
     */
    Field next(long value, int flags, boolean more) {
        return switch (this) {
            case PROTOCOL_NAME -> afterName(value);
            case PROTOCOL_LEVEL -> require(value == LEVEL_3_1_1, Violation.PROTOCOL_LEVEL, CONNECT_FLAGS);
            case CONNECT_FLAGS -> require(areConsistent((int) value), Violation.CONNECT_FLAGS, KEEP_ALIVE);
            case KEEP_ALIVE -> CLIENT_ID;
            case CLIENT_ID -> (flags & WILL) != 0 ? WILL_TOPIC : afterWill(flags);
            case WILL_TOPIC -> WILL_MESSAGE;
            case WILL_MESSAGE -> afterWill(flags);
            case USER_NAME -> (flags & HAS_PASSWORD) != 0 ? PASSWORD : END;
            case TOPIC -> (flags & PUBLISH_QOS) != 0 ? MESSAGE_ID : PAYLOAD;
            case MESSAGE_ID -> require(value != 0, Violation.PACKET_ID, PAYLOAD);
            case ACKNOWLEDGED_ID -> require(value != 0, Violation.PACKET_ID, END);
            case SUBSCRIBE_ID -> filterBehind(value, more, SUBSCRIBE_FILTER);
            case SUBSCRIBE_FILTER -> OPTIONS;
            case OPTIONS -> afterOptions(value, more);
            case UNSUBSCRIBE_ID -> filterBehind(value, more, UNSUBSCRIBE_FILTER);
            case UNSUBSCRIBE_FILTER -> more ? UNSUBSCRIBE_FILTER : END;
            case PASSWORD, PAYLOAD, END -> END;
        };
    }

    private static Field afterName(long name) {
        FrameViolation.unless(name != MQISDP, Violation.PROTOCOL_LEVEL);
        return require(name == MQTT, Violation.PROTOCOL_NAME, PROTOCOL_LEVEL);
    }

    private static boolean areConsistent(int flags) {
        boolean will = (flags & WILL) != 0;
        boolean strayWill = !will && (flags & (WILL_QOS | WILL_RETAIN)) != 0;
        boolean passwordAlone = (flags & HAS_PASSWORD) != 0 && (flags & HAS_USER_NAME) == 0;
        return (flags & RESERVED) == 0 && (flags & WILL_QOS) != WILL_QOS && !strayWill && !passwordAlone;
    }

    private static Field afterWill(int flags) {
        return (flags & HAS_USER_NAME) != 0 ? USER_NAME : END;
    }

    private static Field filterBehind(long id, boolean more, Field filter) {
        FrameViolation.unless(id != 0, Violation.PACKET_ID);
        return require(more, Violation.NO_FILTER, filter);
    }

    private static Field afterOptions(long options, boolean more) {
        FrameViolation.unless(options != 3, Violation.QOS);
        return require(options < 3, Violation.OPTIONS, more ? SUBSCRIBE_FILTER : END);
    }

    private static Field require(boolean kept, Violation rule, Field next) {
        FrameViolation.unless(kept, rule);
        return next;
    }
}
