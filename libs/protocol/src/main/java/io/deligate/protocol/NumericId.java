package io.deligate.protocol;

import java.util.OptionalLong;

/** The range and the spelling shared by numeric ids: firmware parsers hold them in a double (A49). */
final class NumericId {
    static final String EXPECTED = "an integer from 1 to 2^53-1";
    private static final long MAX = (1L << 53) - 1;
    private static final int MAX_DIGITS = 16;

    private NumericId() {}

    static boolean isValid(long value) {
        return value > 0 && value <= MAX;
    }

    /** Plain decimal digits without sign or leading zero, so that each id has one spelling. */
    static OptionalLong parse(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || text.charAt(0) == '0') {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return isValid(value) ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
