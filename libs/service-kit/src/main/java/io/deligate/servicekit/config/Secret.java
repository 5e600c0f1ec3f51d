package io.deligate.servicekit.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A confidential setting: it is compared in constant time and never prints its value. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("secret: empty (expected: a value)");
        }
        this.value = value;
    }

    /** The value itself, for the one place that uses it. */
    public String reveal() {
        return value;
    }

    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && matches(secret.value);
    }

    /** The same for all: a hash of the value would say something about it. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return Masking.MASK;
    }
}
