package io.deligate.mqttedge.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds the borders of one connection's packets and checks every rule of MQTT 3.1.1 that a client can break by bytes.
 *
 * <p>It keeps a few numbers and no bytes, so it can stop anywhere and go on with the next read: the verdict depends on
 * the bytes alone, not on how they arrive, and a wrong byte is refused when it is there. Which fields a packet has and
 * what they may contain stands in {@link PacketKind} and {@link Field}; here is only how they are read.
 */
final class FrameChecker {
    /** A CONNECT with the longest identifiers and a Will of 16 KiB fits; nobody unauthenticated may hold more memory. */
    static final int MAX_CONNECT = 32 << 10;

    private static final int LONGEST_LENGTH = 4;

    private final int maxPacket;
    private boolean connected;
    private Stage stage = Stage.FIRST_BYTE;
    private Field field = Field.END;
    private int flags;
    /** Bytes of the remaining length read so far. */
    private int lengthBytes;
    /** Bytes of the packet that were not read yet. */
    private int left;
    /** Bytes of the present number, text or opaque field that were not read yet. */
    private int missing;

    private long value;
    private int utf8;

    private enum Stage {
        FIRST_BYTE,
        LENGTH,
        NUMBER,
        TEXT,
        SKIPPED
    }

    /** {@code maxPacket} is the longest packet in bytes, header included. */
    FrameChecker(int maxPacket) {
        this.maxPacket = maxPacket;
    }

    /**
     * Reads on in the bytes of that range, up to the end of a packet or of the range. The reader index stays.
     *
     * @return the index behind the last byte read
     * @throws FrameViolation when a rule is broken; nothing may be read after that
     */
    int read(ByteBuf bytes, int from, int to) {
        int at = from;
        do {
            if (stage == Stage.SKIPPED) {
                int skipped = Math.min(missing, to - at);
                at += skipped;
                left -= skipped;
                missing -= skipped;
                if (missing == 0) {
                    endField();
                }
            } else {
                take(bytes.getUnsignedByte(at++));
            }
        } while (at < to && stage != Stage.FIRST_BYTE);
        return at;
    }

    /** Whether what was read so far ends with a whole packet. */
    boolean isAtBorder() {
        return stage == Stage.FIRST_BYTE;
    }

    /** Whether the present packet's length is known, and with it what is {@link #left}. */
    boolean knowsLength() {
        return stage != Stage.FIRST_BYTE && stage != Stage.LENGTH;
    }

    /** Bytes of the present packet that were not read yet. */
    int left() {
        return left;
    }

    private void take(int octet) {
        switch (stage) {
            case FIRST_BYTE -> begin(octet);
            case LENGTH -> length(octet);
            case NUMBER -> number(octet);
            case TEXT -> text(octet);
            case SKIPPED -> throw new IllegalStateException("skipped bytes are not taken one by one");
        }
    }

    private void begin(int octet) {
        PacketKind next = PacketKind.of(octet);
        FrameViolation.unless(connected || next == PacketKind.CONNECT, Violation.NOT_CONNECT);
        if (next == null) {
            throw new FrameViolation(Violation.PACKET_TYPE);
        }
        FrameViolation.unless(!connected || next != PacketKind.CONNECT, Violation.SECOND_CONNECT);
        flags = octet & 0x0F;
        next.checkFlags(flags);
        field = next.first();
        lengthBytes = 0;
        left = 0;
        stage = Stage.LENGTH;
    }

    /** Seven bits a byte, the lowest first (2.2.3); a longer form than needed is not forbidden. */
    private void length(int octet) {
        left |= (octet & 0x7F) << (7 * lengthBytes);
        lengthBytes++;
        if ((octet & 0x80) != 0) {
            FrameViolation.unless(lengthBytes < LONGEST_LENGTH, Violation.LENGTH_FORM);
            return;
        }
        int most = connected ? maxPacket : Math.min(maxPacket, MAX_CONNECT);
        FrameViolation.unless(1 + lengthBytes + left <= most, Violation.TOO_LONG);
        expect(field);
    }

    private void expect(Field next) {
        field = next;
        if (next == Field.END) {
            end();
        } else if (next.form() == Field.Form.REST) {
            skip(left);
        } else {
            FrameViolation.unless(next.octets() <= left, Violation.WRONG_LENGTH);
            value = 0;
            missing = next.octets();
            stage = Stage.NUMBER;
        }
    }

    private void end() {
        FrameViolation.unless(left == 0, Violation.WRONG_LENGTH);
        connected = true;
        stage = Stage.FIRST_BYTE;
    }

    private void number(int octet) {
        left--;
        value = value << 8 | octet;
        if (--missing > 0) {
            return;
        }
        switch (field.form()) {
            case TEXT, BYTES -> beginContent((int) value);
            case NUMBER, REST -> endField();
        }
    }

    private void beginContent(int length) {
        FrameViolation.unless(length <= left, Violation.WRONG_LENGTH);
        FrameViolation.unless(length > 0 || field.mayBeEmpty(), Violation.TOPIC);
        if (length == 0 || field.form() == Field.Form.BYTES) {
            skip(length);
        } else {
            missing = length;
            utf8 = Utf8.START;
            stage = Stage.TEXT;
        }
    }

    private void text(int octet) {
        left--;
        utf8 = Utf8.next(utf8, octet);
        FrameViolation.unless(utf8 != Utf8.REFUSED, Violation.TEXT);
        FrameViolation.unless(field != Field.TOPIC || (octet != '+' && octet != '#'), Violation.TOPIC);
        if (--missing == 0) {
            FrameViolation.unless(utf8 == Utf8.START, Violation.TEXT);
            endField();
        }
    }

    private void skip(int length) {
        missing = length;
        if (length == 0) {
            endField();
        } else {
            stage = Stage.SKIPPED;
        }
    }

    private void endField() {
        Field next = field.next(value, flags, left > 0);
        if (field == Field.CONNECT_FLAGS) {
            flags = (int) value;
        }
        expect(next);
    }
}
