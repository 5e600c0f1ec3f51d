package io.deligate.mqttedge.wire;

/**
 * Checks MQTT's strings byte by byte: well-formed UTF-8 (Unicode, table 3-7), so no surrogates and no overlong forms, and
 * no U+0000.
 */
final class Utf8 {
    /** Between two characters. */
    static final int START = 0;

    /** No text. */
    static final int REFUSED = -1;

    private static final int LOWEST_TAIL = 0x80;
    private static final int HIGHEST_TAIL = 0xBF;

    private Utf8() {}

    /** The state behind that byte; a state is START, REFUSED, or what the rest of a character must be. */
    static int next(int state, int octet) {
        return state == START ? first(octet) : tail(state, octet);
    }

    private static int first(int octet) {
        if (octet < 0x80) {
            return octet == 0 ? REFUSED : START;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return REFUSED;
        }
        if (octet < 0xE0) {
            return expect(1, LOWEST_TAIL, HIGHEST_TAIL);
        }
        return switch (octet) {
            case 0xE0 -> expect(2, 0xA0, HIGHEST_TAIL);
            case 0xED -> expect(2, LOWEST_TAIL, 0x9F);
            case 0xF0 -> expect(3, 0x90, HIGHEST_TAIL);
            case 0xF4 -> expect(3, LOWEST_TAIL, 0x8F);
            default -> expect(octet < 0xF0 ? 2 : 3, LOWEST_TAIL, HIGHEST_TAIL);
        };
    }

    private static int tail(int state, int octet) {
        int lowest = state & 0xFF;
        int highest = state >> 8 & 0xFF;
        if (octet < lowest || octet > highest) {
            return REFUSED;
        }
        int left = (state >> 16) - 1;
        return left == 0 ? START : expect(left, LOWEST_TAIL, HIGHEST_TAIL);
    }

    /** So many more bytes, the next of them within these bounds. */
    private static int expect(int bytes, int lowest, int highest) {
        return bytes << 16 | highest << 8 | lowest;
    }
}
