package io.deligate.mqttedge.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The borders and the first fields of a connection's first packet, read without consuming it. */
final class ConnectFrame {
    private static final int CONNECT = 0x10;
    private static final int LEVEL_3_1_1 = 4;
    private static final int LONGEST_LENGTH = 4;

    private static final int RESERVED = 0x01;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    enum Verdict {
        /** More bytes are needed to say anything. */
        INCOMPLETE,
        /** A whole CONNECT of MQTT 3.1.1. */
        COMPLETE,
        /** A CONNECT of another protocol level, to be answered with 0x01. */
        OTHER_LEVEL,
        /** Not a CONNECT, or one that breaks the rules before its level can be read: to be closed without a byte. */
        VIOLATION
    }

    private ConnectFrame() {}

    static Verdict inspect(ByteBuf bytes, int maxBytes) {
        if (!bytes.isReadable()) {
            return Verdict.INCOMPLETE;
        }
        if (bytes.getUnsignedByte(bytes.readerIndex()) != CONNECT) {
            return Verdict.VIOLATION;
        }
        int headerLength = headerLength(bytes);
        if (headerLength < 0) {
            return bytes.readableBytes() > LONGEST_LENGTH ? Verdict.VIOLATION : Verdict.INCOMPLETE;
        }
        int length = length(bytes);
        if (length > maxBytes) {
            return Verdict.VIOLATION;
        }
        if (bytes.readableBytes() < length) {
            return Verdict.INCOMPLETE;
        }
        return level(bytes, bytes.readerIndex() + headerLength, bytes.readerIndex() + length);
    }

    /** The whole packet's length in bytes; the fixed header must be complete. */
    static int length(ByteBuf bytes) {
        int headerLength = headerLength(bytes);
        int remaining = 0;
        for (int i = 1; i < headerLength; i++) {
            remaining |= (bytes.getByte(bytes.readerIndex() + i) & 0x7F) << (7 * (i - 1));
        }
        return headerLength + remaining;
    }

    /** Type byte plus one to four length bytes, or -1 while the length's last byte is not there. */
    private static int headerLength(ByteBuf bytes) {
        int most = Math.min(bytes.readableBytes() - 1, LONGEST_LENGTH);
        for (int i = 1; i <= most; i++) {
            if ((bytes.getByte(bytes.readerIndex() + i) & 0x80) == 0) {
                return 1 + i;
            }
        }
        return -1;
    }

    /** Variable header: protocol name as length and text, then one byte of level. */
    private static Verdict level(ByteBuf bytes, int start, int end) {
        if (end - start < 3) {
            return Verdict.VIOLATION;
        }
        int nameLength = bytes.getUnsignedShort(start);
        int levelAt = start + 2 + nameLength;
        if (levelAt >= end) {
            return Verdict.VIOLATION;
        }
        String name = bytes.toString(start + 2, nameLength, StandardCharsets.UTF_8);
        if (!name.equals("MQTT") && !name.equals("MQIsdp")) {
            return Verdict.VIOLATION;
        }
        if (!name.equals("MQTT") || bytes.getUnsignedByte(levelAt) != LEVEL_3_1_1) {
            return Verdict.OTHER_LEVEL;
        }
        int flagsAt = levelAt + 1;
        return flagsAt < end && areConsistent(bytes.getUnsignedByte(flagsAt)) ? Verdict.COMPLETE : Verdict.VIOLATION;
    }

    /** The connect flags that contradict each other, which the codec lets pass [3.1.2.3 to 3.1.2.9]. */
    private static boolean areConsistent(int flags) {
        boolean will = (flags & WILL) != 0;
        boolean strayWill = !will && (flags & (WILL_QOS | WILL_RETAIN)) != 0;
        boolean passwordAlone = (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0;
        return (flags & RESERVED) == 0 && (flags & WILL_QOS) != WILL_QOS && !strayWill && !passwordAlone;
    }
}
