package io.deligate.otaservice.firmware;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a {@code Range} header asks for (RFC 9110, 14.2).
 *
 * @param from the first byte
 * @param length how many; 0 when no such part exists, which is to be answered with 416
 */
public record ByteRange(long from, long length) {
    private static final Pattern ONE = Pattern.compile("(?i)bytes\\s*+=\\s*+([0-9]*+)\\s*+-\\s*+([0-9]*+)\\s*+");

    /** Empty when the whole file is the answer: no range, several, or one in another form. */
    public static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header);
        if (!range.matches()) {
            return Optional.empty();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        if (first.isEmpty()) {
            long tail = Math.min(number(last), size);
            return Optional.of(new ByteRange(size - tail, tail));
        }
        long from = number(first);
        long to = last.isEmpty() ? size - 1 : Math.min(number(last), size - 1);
        if (!last.isEmpty() && number(last) < from) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(from, from >= size ? 0 : to - from + 1));
    }

    /** However many digits it has: behind the end of any file is behind the end. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException huge) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether there is such a part. */
    public boolean isSatisfiable() {
        return length > 0;
    }
}
