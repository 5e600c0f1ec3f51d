package io.deligate.servicekit.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory or data, written {@code 512KiB}, {@code 64MiB} or as a plain number of bytes. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    static final String FORM = "a size such as 512KiB, 64MiB or 1GiB";

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,15})\\s*(|B|KiB|MiB|GiB)", Pattern.CASE_INSENSITIVE);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    public static ByteSize ofKiB(long amount) {
        return new ByteSize(Math.multiplyExact(amount, 1L << 10));
    }

    public static ByteSize ofMiB(long amount) {
        return new ByteSize(Math.multiplyExact(amount, 1L << 20));
    }

    public static ByteSize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("size: " + text + " (expected: " + FORM + ")");
        }
        int unit = Math.max(
                0,
                "bkmg".indexOf((matcher.group(2) + "b").toLowerCase(Locale.ROOT).charAt(0)));
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit)));
    }

    /** The number of bytes for an API that counts in {@code int}; fails when it does not fit. */
    public int toInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The largest unit that divides the amount. */
    @Override
    public String toString() {
        int unit = 0;
        long amount = bytes;
        while (unit < UNITS.length - 1 && amount != 0 && amount % 1024 == 0) {
            amount /= 1024;
            unit++;
        }
        return amount + UNITS[unit];
    }
}
