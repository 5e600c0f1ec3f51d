package io.deligate.mqttedge.wire;

import static io.deligate.mqttedge.wire.Spelled.bytes;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packets that break a rule; each ends with the very byte that breaks it, since nothing more may be needed to refuse it.
 */
public final class RefusedPackets {
    private static final String NAME = "0004 4D515454: \"MQTT\"";
    private static final String LEVEL = "04: the level of 3.1.1";
    private static final String ALIVE = "003C: keep-alive 60 s";
    private static final String ID = "0001 64: client id \"d\"";
    private static final String PACKET_ID = "0001: packet id 1";

    private RefusedPackets() {}

    /** The broken rule, the bytes up to the one that breaks it, and a word on it. */
    public record Case(Violation rule, String what, byte[] bytes) {
        @Override
        public String toString() {
            return what + ", " + rule.label() + ": " + HexFormat.of().formatHex(bytes);
        }
    }

    private static Case of(Violation rule, String what, String... parts) {
        return new Case(rule, what, bytes(parts));
    }

    /** What is refused as the first packet of a connection. */
    public static List<Case> first() {
        return Stream.of(noConnect(), connectHeads(), connectFlags(), connectFields())
                .flatMap(List::stream)
                .toList();
    }

    /** What is refused behind CONNECT. */
    public static List<Case> later() {
        return Stream.of(heads(), messages(), acknowledgements(), subscriptions(), unsubscriptions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> noConnect() {
        return List.of(
                of(Violation.NOT_CONNECT, "another packet", "C0: PINGREQ"),
                of(Violation.NOT_CONNECT, "a message", "30: PUBLISH, QoS 0"),
                of(Violation.NOT_CONNECT, "a server's packet", "20: CONNACK"),
                of(Violation.NOT_CONNECT, "no type", "00: type 0"),
                of(Violation.NOT_CONNECT, "a type of MQTT 5", "F0: AUTH"),
                of(Violation.NOT_CONNECT, "HTTP", "47: 'G' of GET"),
                of(Violation.HEADER_FLAGS, "TLS", "16: a handshake record, by its upper half a CONNECT"),
                of(Violation.HEADER_FLAGS, "CONNECT with RETAIN", "11: CONNECT, flags 0001"),
                of(Violation.HEADER_FLAGS, "CONNECT with QoS", "12: CONNECT, flags 0010"),
                of(Violation.HEADER_FLAGS, "CONNECT with DUP", "18: CONNECT, flags 1000"));
    }

    private static List<Case> connectHeads() {
        return List.of(
                of(Violation.LENGTH_FORM, "a fifth byte of length", "10: CONNECT", "FFFFFF: more", "FF: and a fifth"),
                of(Violation.TOO_LONG, "32 KiB and a byte", "10: CONNECT", "FDFF01: 32765 bytes follow, 4 were read"),
                of(Violation.TOO_LONG, "256 MiB", "10: CONNECT", "FFFFFF7F: 268435455 bytes follow"),
                of(Violation.WRONG_LENGTH, "empty", "10: CONNECT", "00: nothing follows"),
                of(Violation.WRONG_LENGTH, "no room for the name", "10: CONNECT", "05: 5 bytes follow, a name takes 6"),
                of(Violation.PROTOCOL_NAME, "another name", "10: CONNECT", "0D: 13", "0004 4D515458: \"MQTX\""),
                of(Violation.PROTOCOL_NAME, "a small letter", "10: CONNECT", "0D: 13", "0004 6D515454: \"mQTT\""),
                of(Violation.PROTOCOL_NAME, "no name", "10: CONNECT", "0D: 13", "0000 4D515454: an empty name"),
                of(Violation.PROTOCOL_NAME, "a long name", "10: CONNECT", "0D: 13", "00FF 4D515454: 255 characters"),
                of(Violation.PROTOCOL_LEVEL, "version 3.1", "10: CONNECT", "0F: 15", "0006 4D514973: \"MQIs\"(dp)"),
                of(Violation.PROTOCOL_LEVEL, "level 3", "10: CONNECT", "0D: 13", NAME, "03: a bastard of 3.1"),
                of(Violation.PROTOCOL_LEVEL, "level 5", "10: CONNECT", "0D: 13", NAME, "05: MQTT 5"),
                of(Violation.PROTOCOL_LEVEL, "level 6", "10: CONNECT", "0D: 13", NAME, "06: not yet"),
                of(Violation.PROTOCOL_LEVEL, "a bridge", "10: CONNECT", "0D: 13", NAME, "84: 4 and a bridge's bit"),
                of(Violation.PROTOCOL_LEVEL, "level 0", "10: CONNECT", "0D: 13", NAME, "00: none"),
                of(Violation.WRONG_LENGTH, "ends with the name", "10: CONNECT", "06: 6", NAME),
                of(Violation.WRONG_LENGTH, "ends with the level", "10: CONNECT", "07: 7", NAME, LEVEL),
                of(Violation.WRONG_LENGTH, "ends with the flags", "10: CONNECT", "08: 8", NAME, LEVEL, "02: clean"),
                of(Violation.WRONG_LENGTH, "half a keep-alive", "10: CONNECT", "09: 9", NAME, LEVEL, "02: clean"),
                of(Violation.WRONG_LENGTH, "no client id", "10: CONNECT", "0A: 10", NAME, LEVEL, "02: clean", ALIVE),
                of(
                        Violation.WRONG_LENGTH,
                        "half an id's length",
                        "10: CONNECT",
                        "0B: 11",
                        NAME,
                        LEVEL,
                        "02: clean",
                        ALIVE));
    }

    private static Case flags(String what, String bits) {
        return of(Violation.CONNECT_FLAGS, what, "10: CONNECT", "20: 32 bytes follow", NAME, LEVEL, bits);
    }

    private static List<Case> connectFlags() {
        return List.of(
                flags("the reserved flag", "03: clean, reserved"),
                flags("a Will of QoS 3", "1E: clean, Will, QoS 3"),
                flags("QoS 1 without a Will", "0A: clean, Will QoS 1"),
                flags("QoS 2 without a Will", "12: clean, Will QoS 2"),
                flags("retain without a Will", "22: clean, Will retain"),
                flags("a password without a user", "42: clean, password"),
                flags("all of them", "FF: everything"));
    }

    /** A CONNECT up to its keep-alive, with that many bytes behind it. */
    private static Case field(Violation rule, String what, int follow, String flags, String... parts) {
        byte[] head = bytes("10: CONNECT", "%02X: the length".formatted(10 + follow), NAME, LEVEL, flags, ALIVE);
        byte[] rest = bytes(parts);
        byte[] all = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return new Case(rule, what, all);
    }

    private static List<Case> connectFields() {
        String clean = "02: clean";
        String will = "06: clean, Will";
        String user = "82: clean, user name";
        String both = "C2: clean, user name and password";
        return List.of(
                field(Violation.WRONG_LENGTH, "an id beyond the end", 3, clean, "0002: two characters, one is there"),
                field(Violation.WRONG_LENGTH, "a byte left over", 4, clean, ID),
                field(Violation.WRONG_LENGTH, "behind an empty id", 3, clean, "0000: an empty id, a byte behind it"),
                field(Violation.TEXT, "NUL in the id", 4, clean, "0002 61: 'a'", "00: U+0000"),
                field(
                        Violation.TEXT,
                        "a surrogate in the id",
                        5,
                        clean,
                        "0003 ED: the lead of U+D000..U+DFFF",
                        "A0: U+D800"),
                field(Violation.TEXT, "a tail alone", 3, clean, "0001: one byte", "80: a continuation"),
                field(Violation.TEXT, "an overlong NUL", 4, clean, "0002: two bytes", "C0: the lead of U+0000 in two"),
                field(
                        Violation.TEXT,
                        "an overlong slash",
                        5,
                        clean,
                        "0003 E0: the lead of U+0800 and up",
                        "80: below it"),
                field(Violation.TEXT, "an overlong euro sign", 6, clean, "0004 F0: U+10000 and up", "82: below it"),
                field(Violation.TEXT, "beyond Unicode", 6, clean, "0004 F4: up to U+10FFFF", "90: U+110000"),
                field(
                        Violation.TEXT,
                        "a lead that does not exist",
                        6,
                        clean,
                        "0004: four bytes",
                        "F5: U+140000 and up"),
                field(Violation.TEXT, "half a character", 3, clean, "0001: one byte", "C3: the lead of two"),
                field(Violation.TEXT, "no tail", 4, clean, "0002 C3: the lead of two", "41: 'A'"),
                field(Violation.WRONG_LENGTH, "no Will topic", 3, will, ID),
                field(Violation.WRONG_LENGTH, "a Will topic beyond the end", 6, will, ID, "0002: two, one is there"),
                field(Violation.TEXT, "NUL in the Will topic", 8, will, ID, "0001: one byte", "00: U+0000"),
                field(Violation.WRONG_LENGTH, "no Will message", 6, will, ID, "0001 74: topic \"t\""),
                field(
                        Violation.WRONG_LENGTH,
                        "a Will beyond the end",
                        9,
                        will,
                        ID,
                        "0001 74: \"t\"",
                        "0002: two, one is there"),
                field(Violation.WRONG_LENGTH, "no user name", 3, user, ID),
                field(Violation.WRONG_LENGTH, "a user name beyond the end", 6, user, ID, "0002: two, one is there"),
                field(Violation.TEXT, "NUL in the user name", 6, user, ID, "0001: one byte", "00: U+0000"),
                field(Violation.WRONG_LENGTH, "no password", 6, both, ID, "0001 75: user \"u\""),
                field(
                        Violation.WRONG_LENGTH,
                        "a password beyond the end",
                        9,
                        both,
                        ID,
                        "0001 75: \"u\"",
                        "0002: two, one is there"),
                field(
                        Violation.WRONG_LENGTH,
                        "a password nobody announced",
                        7,
                        user,
                        ID,
                        "0001 75: \"u\", a byte behind it"));
    }

    private static List<Case> heads() {
        return List.of(
                of(Violation.SECOND_CONNECT, "CONNECT again", "10: CONNECT"),
                of(Violation.PACKET_TYPE, "type 0", "00: reserved"),
                of(Violation.PACKET_TYPE, "a server's answer", "20: CONNACK"),
                of(Violation.PACKET_TYPE, "a server's answer", "90: SUBACK"),
                of(Violation.PACKET_TYPE, "a server's answer", "B0: UNSUBACK"),
                of(Violation.PACKET_TYPE, "a server's answer", "D0: PINGRESP"),
                of(Violation.PACKET_TYPE, "of MQTT 5", "F0: AUTH"),
                of(Violation.LENGTH_FORM, "a fifth byte of length", "C0: PINGREQ", "808080: more", "80: and a fifth"),
                of(Violation.TOO_LONG, "512 KiB and a byte", "32: PUBLISH", "FDFF1F: 524285 follow, 4 were read"),
                of(Violation.TOO_LONG, "256 MiB", "32: PUBLISH", "FFFFFF7F: 268435455 follow"),
                of(Violation.WRONG_LENGTH, "a PINGREQ with a body", "C0: PINGREQ", "01: one byte follows"),
                of(Violation.WRONG_LENGTH, "a DISCONNECT with a reason", "E0: DISCONNECT", "01: one byte follows"));
    }

    private static List<Case> messages() {
        return List.of(
                of(Violation.QOS, "QoS 3", "36: PUBLISH, QoS 3"),
                of(Violation.QOS, "QoS 3 repeated", "3E: PUBLISH, DUP, QoS 3"),
                of(Violation.HEADER_FLAGS, "QoS 0 repeated", "38: PUBLISH, DUP, QoS 0"),
                of(Violation.WRONG_LENGTH, "empty", "30: PUBLISH", "00: nothing follows"),
                of(Violation.WRONG_LENGTH, "half a length", "30: PUBLISH", "01: one byte follows"),
                of(Violation.TOPIC, "an empty topic", "30: PUBLISH", "03: 3", "0000: no topic"),
                of(Violation.WRONG_LENGTH, "a topic beyond the end", "30: PUBLISH", "03: 3", "0002: two, one is there"),
                of(Violation.WRONG_LENGTH, "a topic of 64 KiB", "30: PUBLISH", "0A: 10", "FFFF: 65535, 8 are there"),
                of(Violation.TOPIC, "a + in the topic", "30: PUBLISH", "05: 5", "0003 612F: \"a/\"", "2B: '+'"),
                of(Violation.TOPIC, "a # in the topic", "30: PUBLISH", "05: 5", "0003 612F: \"a/\"", "23: '#'"),
                of(Violation.TEXT, "NUL in the topic", "30: PUBLISH", "05: 5", "0003 6100: 'a' and U+0000"),
                of(Violation.TEXT, "a topic of other bytes", "30: PUBLISH", "05: 5", "0003 FF: no UTF-8"),
                of(Violation.TEXT, "half a character", "30: PUBLISH", "05: 5", "0001 E6: the lead of three"),
                of(Violation.WRONG_LENGTH, "no packet id", "32: PUBLISH, QoS 1", "03: 3", "0001 61: topic \"a\""),
                of(Violation.WRONG_LENGTH, "half a packet id", "34: PUBLISH, QoS 2", "04: 4", "0001 61: topic \"a\""),
                of(
                        Violation.PACKET_ID,
                        "packet id 0",
                        "32: PUBLISH, QoS 1",
                        "05: 5",
                        "0001 61: \"a\"",
                        "0000: packet id 0"),
                of(
                        Violation.PACKET_ID,
                        "packet id 0",
                        "34: PUBLISH, QoS 2",
                        "05: 5",
                        "0001 61: \"a\"",
                        "0000: packet id 0"));
    }

    /** PUBACK, PUBREC, PUBREL and PUBCOMP are alike. */
    private static List<Case> acknowledgements() {
        return Stream.of("40: PUBACK", "50: PUBREC", "62: PUBREL", "70: PUBCOMP")
                .flatMap(head -> Stream.of(
                        of(Violation.WRONG_LENGTH, "empty", head, "00: nothing follows"),
                        of(Violation.WRONG_LENGTH, "half a packet id", head, "01: one byte follows"),
                        of(Violation.WRONG_LENGTH, "a reason of MQTT 5", head, "03: three bytes follow", PACKET_ID),
                        of(Violation.PACKET_ID, "packet id 0", head, "02: two bytes follow", "0000: packet id 0")))
                .toList();
    }

    private static List<Case> subscriptions() {
        String head = "82: SUBSCRIBE";
        return List.of(
                of(Violation.HEADER_FLAGS, "other flags", "80: SUBSCRIBE, flags 0000"),
                of(Violation.HEADER_FLAGS, "other flags", "83: SUBSCRIBE, flags 0011"),
                of(Violation.HEADER_FLAGS, "other flags", "8A: SUBSCRIBE, flags 1010"),
                of(Violation.WRONG_LENGTH, "empty", head, "00: nothing follows"),
                of(Violation.NO_FILTER, "no filter", head, "02: 2", PACKET_ID),
                of(Violation.PACKET_ID, "packet id 0", head, "06: 6", "0000: packet id 0"),
                of(Violation.TOPIC, "an empty filter", head, "05: 5", PACKET_ID, "0000: no characters"),
                of(Violation.WRONG_LENGTH, "no options", head, "05: 5", PACKET_ID, "0001 61: \"a\""),
                of(Violation.WRONG_LENGTH, "half a filter's length", head, "03: 3", PACKET_ID),
                of(
                        Violation.WRONG_LENGTH,
                        "a filter beyond the end",
                        head,
                        "06: 6",
                        PACKET_ID,
                        "0003: three, two are there"),
                of(
                        Violation.WRONG_LENGTH,
                        "three too long, PINGREQ behind",
                        head,
                        "09: 9, not 6",
                        PACKET_ID,
                        "0001 61 00: \"a\", QoS 0",
                        "C000: PINGREQ, to us 49152 characters"),
                of(Violation.WRONG_LENGTH, "three too short", head, "03: 3, not 6", PACKET_ID),
                of(Violation.QOS, "QoS 3", head, "06: 6", PACKET_ID, "0001 61: \"a\"", "03: QoS 3"),
                of(Violation.OPTIONS, "no-local of MQTT 5", head, "06: 6", PACKET_ID, "0001 61: \"a\"", "04: bit 2"),
                of(Violation.OPTIONS, "reserved bits", head, "06: 6", PACKET_ID, "0001 61: \"a\"", "41: bit 6, QoS 1"),
                of(Violation.OPTIONS, "all bits", head, "06: 6", PACKET_ID, "0001 61: \"a\"", "FF: all"),
                of(Violation.TEXT, "NUL in the filter", head, "06: 6", PACKET_ID, "0001: one byte", "00: U+0000"),
                of(Violation.TEXT, "a surrogate", head, "08: 8", PACKET_ID, "0003 ED: U+D000 and up", "BF: U+DFC0"),
                of(
                        Violation.TOPIC,
                        "the second filter is empty",
                        head,
                        "09: 9",
                        PACKET_ID,
                        "0001 61 00: \"a\", QoS 0",
                        "0000: no characters"));
    }

    private static List<Case> unsubscriptions() {
        String head = "A2: UNSUBSCRIBE";
        return List.of(
                of(Violation.HEADER_FLAGS, "other flags", "A0: UNSUBSCRIBE, flags 0000"),
                of(Violation.WRONG_LENGTH, "empty", head, "00: nothing follows"),
                of(Violation.NO_FILTER, "no filter", head, "02: 2", PACKET_ID),
                of(Violation.PACKET_ID, "packet id 0", head, "05: 5", "0000: packet id 0"),
                of(Violation.TOPIC, "an empty filter", head, "04: 4", PACKET_ID, "0000: no characters"),
                of(Violation.WRONG_LENGTH, "three too short", head, "03: 3", PACKET_ID),
                of(
                        Violation.WRONG_LENGTH,
                        "a filter beyond the end",
                        head,
                        "05: 5",
                        PACKET_ID,
                        "0002: two, one is there"),
                of(
                        Violation.WRONG_LENGTH,
                        "two too long, PINGREQ behind",
                        head,
                        "07: 7, not 5",
                        PACKET_ID,
                        "0001 61: \"a\"",
                        "C000: PINGREQ, to us 49152 characters"),
                of(Violation.TEXT, "NUL in the filter", head, "05: 5", PACKET_ID, "0001: one byte", "00: U+0000"),
                of(Violation.TEXT, "a surrogate", head, "07: 7", PACKET_ID, "0003 ED: U+D000 and up", "A0: U+D800"));
    }
}
