package io.deligate.protocol;

/** Cuts and cleans text without ever leaving half a character behind. */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** At most {@code max} UTF-16 units of the text; a surrogate pair is never split. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** Whether the text has at most {@code max} characters, counted as Unicode code points. */
    static boolean fits(String text, int max) {
        return text.length() <= max || (text.length() <= 2 * max && text.codePointCount(0, text.length()) <= max);
    }

    /** The text with each lone surrogate replaced: such a text has no UTF-8 form. */
    static String encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? REPLACEMENT : point)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }
}
