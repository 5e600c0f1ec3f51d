package io.deligate.apiaccess;

import java.util.Locale;
import java.util.Optional;

/** What the holder of an API key may do; each role includes the ones before it. */
public enum ApiRole {
    /** Reads. */
    VIEWER,
    /** Changes products and devices. */
    OPERATOR,
    /** Decides who may call. */
    ADMIN;

    /** The role of its written form, or empty. */
    public static Optional<ApiRole> parse(String text) {
        for (ApiRole role : values()) {
            if (role.text().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean includes(ApiRole other) {
        return compareTo(other) >= 0;
    }
}
