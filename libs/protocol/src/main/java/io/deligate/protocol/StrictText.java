package io.deligate.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decides whether bytes are the UTF-8 form of real characters, before the JSON parser sees them (R55).
 *
 * <p>The parser alone lets pass what RFC 3629 forbids (overlong forms, encoded surrogates), escaped lone surrogates, and
 * it guesses UTF-16 and UTF-32 from NUL bytes. This scan refuses all of that. It reads plain ASCII eight bytes at a
 * time. Escapes are judged without knowing where strings begin: a backslash outside a string is refused by the parser.
 */
public final class StrictText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BACKSLASHES = ONES * '\\';
    private static final int INVALID = -1;

    private final byte[] bytes;
    private final int end;

    private StrictText(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Whether all bytes from {@code start} to {@code end} are well-formed text without NUL. */
    public static boolean isValid(byte[] bytes, int start, int end) {
        return new StrictText(bytes, end).scan(start);
    }

    private boolean scan(int start) {
        int at = start;
        while (at < end) {
            if (at + Long.BYTES <= end && isPlain((long) LONGS.get(bytes, at))) {
                at += Long.BYTES;
                continue;
            }
            at = next(at);
            if (at == INVALID) {
                return false;
            }
        }
        return true;
    }

    /** No byte of the eight is zero, a backslash or beyond ASCII. */
    private static boolean isPlain(long word) {
        long escapes = word ^ BACKSLASHES;
        return ((word | (word - ONES) | (escapes - ONES)) & HIGH_BITS) == 0;
    }

    /** The index after the character or escape at {@code at}, or {@link #INVALID}. */
    private int next(int at) {
        int first = bytes[at];
        if (first == 0) {
            return INVALID;
        }
        if (first == '\\') {
            return escape(at);
        }
        return first > 0 ? at + 1 : sequence(at, first & 0xFF);
    }

    private int escape(int at) {
        if (at + 1 >= end || bytes[at + 1] != 'u') {
            return at + 2;
        }
        int unit = hex(at);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return at + 2; // not a surrogate, or not hexadecimal, which the parser refuses
        }
        boolean paired = unit <= Character.MAX_HIGH_SURROGATE
                && at + 7 < end
                && bytes[at + 6] == '\\'
                && bytes[at + 7] == 'u'
                && Character.isLowSurrogate((char) Math.max(0, hex(at + 6)));
        return paired ? at + 12 : INVALID;
    }

    /** The number of a four-digit escape whose backslash is at {@code at}, or {@link #INVALID}. */
    private int hex(int at) {
        if (at + 6 > end) {
            return INVALID;
        }
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = bytes[i] < 0 ? INVALID : Character.digit(bytes[i], 16);
            if (digit < 0) {
                return INVALID;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** RFC 3629, section 4: the first byte fixes the length and the range of the second byte. */
    private int sequence(int at, int first) {
        if (first < 0xC2 || first > 0xF4) {
            return INVALID;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (at + length > end) {
            return INVALID;
        }
        int second = bytes[at + 1] & 0xFF;
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return INVALID;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return INVALID;
            }
        }
        return at + length;
    }
}
