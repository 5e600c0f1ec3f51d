package io.deligate.mqttedge.wire;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Bytes with their meaning: each part is hex digits, a colon, and what they say. */
final class Spelled {
    /** Client id "d", and nothing else. */
    static final byte[] CONNECT = bytes(
            "10: CONNECT",
            "0D: 13 bytes follow",
            "0004 4D515454: \"MQTT\"",
            "04: the level of 3.1.1",
            "02: clean session",
            "003C: keep-alive 60 s",
            "0001 64: client id \"d\"");

    private Spelled() {}

    static byte[] bytes(String... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String part : parts) {
            String hex = part.substring(0, part.indexOf(':')).replace(" ", "");
            all.writeBytes(HexFormat.of().parseHex(hex));
        }
        return all.toByteArray();
    }
}
