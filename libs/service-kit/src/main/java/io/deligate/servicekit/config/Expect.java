package io.deligate.servicekit.config;

import java.time.Duration;

/** The checks a configuration record makes in its constructor; each throws {@link ConfigException} when it fails. */
public final class Expect {
    private Expect() {}

    /** Fails unless {@code holds}; hand in a {@link Secret} itself, never what it hides. */
    public static void that(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new ConfigException(
                    key + ": " + Masking.text(String.valueOf(value)) + " (expected: " + expected + ")");
        }
    }

    public static void between(String key, long value, long least, long most) {
        that(value >= least && value <= most, key, value, least + ".." + most);
    }

    public static void atLeast(String key, long value, long least) {
        that(value >= least, key, value, ">= " + least);
    }

    public static void between(String key, double value, double least, double most) {
        that(value >= least && value <= most, key, value, least + ".." + most);
    }

    /** A TCP port, where 0 means any free one. */
    public static void port(String key, int value) {
        between(key, value, 0, 65_535);
    }

    public static void positive(String key, Duration value) {
        that(!value.isNegative() && !value.isZero(), key, ValueType.DURATION.format(value), "longer than 0s");
    }

    public static void atLeast(String key, ByteSize value, ByteSize least) {
        that(value.compareTo(least) >= 0, key, value, ">= " + least);
    }

    public static void notBlank(String key, String value) {
        that(!value.isBlank(), key, '"' + value + '"', "a text that is not empty");
    }
}
