package io.deligate.mqttedge.wire;

import static io.deligate.mqttedge.wire.Spelled.bytes;

import java.util.List;

/** Packets that keep every rule, though some look strange; each is whole. */
final class AcceptedPackets {
    private AcceptedPackets() {}

    static List<byte[]> connects() {
        return List.of(
                Spelled.CONNECT,
                bytes(
                        "10: CONNECT",
                        "0C: 12 bytes follow",
                        "0004 4D515454 04: MQTT 3.1.1",
                        "00: not clean",
                        "0000: no keep-alive",
                        "0000: no client id"),
                bytes(
                        "10: CONNECT",
                        "8D808000: 13 bytes follow, in a longer form than needed",
                        "0004 4D515454 04: MQTT 3.1.1",
                        "02: clean",
                        "FFFF: the longest keep-alive",
                        "0001 64: client id \"d\""),
                bytes(
                        "10: CONNECT",
                        "1F: 31 bytes follow",
                        "0004 4D515454 04: MQTT 3.1.1",
                        "F6: user name, password, a retained Will of QoS 2, clean",
                        "003C: keep-alive 60 s",
                        "0001 64: client id \"d\"",
                        "0001 74: Will topic \"t\"",
                        "0003 00FF80: a Will is any bytes",
                        "0003 E4BABA: user name U+4EBA",
                        "0003 00FF80: so is a password"),
                bytes(
                        "10: CONNECT",
                        "14: 20 bytes follow",
                        "0004 4D515454 04: MQTT 3.1.1",
                        "C6: user name, password, a Will of QoS 0, clean",
                        "003C: keep-alive 60 s",
                        "0000 0000 0000 0000 0000: no id, Will topic, Will, user name and password"),
                bytes(
                        "10: CONNECT",
                        "10: 16 bytes follow",
                        "0004 4D515454 04: MQTT 3.1.1",
                        "82: user name without a password, clean",
                        "003C: keep-alive 60 s",
                        "0001 64: client id \"d\"",
                        "0001 75: user name \"u\""));
    }

    static List<byte[]> later() {
        return List.of(
                bytes("C0: PINGREQ", "00: nothing follows"),
                bytes("C0: PINGREQ", "80808000: nothing follows, in four bytes"),
                bytes("E0: DISCONNECT", "00: nothing follows"),
                bytes("30: PUBLISH, QoS 0", "03: 3", "0001 61: topic \"a\", no payload"),
                bytes("31: PUBLISH, QoS 0, retained", "05: 5", "0001 61: topic \"a\"", "00FF: a payload is any bytes"),
                bytes("32: PUBLISH, QoS 1", "06: 6", "0001 61: topic \"a\"", "FFFF: packet id 65535", "78: payload"),
                bytes("3C: PUBLISH, DUP, QoS 2", "05: 5", "0001 61: topic \"a\"", "0100: packet id 256"),
                bytes("30: PUBLISH", "04: 4", "0002 2F20: topic \"/ \""),
                bytes("40: PUBACK", "02: 2", "0001: packet id 1"),
                bytes("50: PUBREC", "02: 2", "0100: packet id 256"),
                bytes("62: PUBREL", "02: 2", "FFFF: packet id 65535"),
                bytes("70: PUBCOMP", "02: 2", "0001: packet id 1"),
                bytes("82: SUBSCRIBE", "06: 6", "0001: packet id 1", "0001 23: \"#\"", "00: QoS 0"),
                bytes(
                        "82: SUBSCRIBE",
                        "0B: 11",
                        "0001: packet id 1",
                        "0001 2B: \"+\"",
                        "01: QoS 1",
                        "0002 612B: \"a+\", no valid filter, but that is for the answer to say",
                        "02: QoS 2"),
                bytes("A2: UNSUBSCRIBE", "08: 8", "0001: packet id 1", "0001 61: \"a\"", "0001 62: \"b\""));
    }

    /** Text at the borders of what UTF-8 and MQTT allow. */
    static List<byte[]> texts() {
        return List.of(
                bytes("01: U+0001, a control character, which is not forbidden"),
                bytes("7F: U+007F"),
                bytes("C280: U+0080"),
                bytes("DFBF: U+07FF"),
                bytes("E0A080: U+0800"),
                bytes("ED9FBF: U+D7FF, below the surrogates"),
                bytes("EE8080: U+E000, above them"),
                bytes("EFBBBF: U+FEFF, which is never stripped [MQTT-1.5.3-3]"),
                bytes("EFBFBF: U+FFFF"),
                bytes("F0908080: U+10000"),
                bytes("F48FBFBF: U+10FFFF"));
    }
}
