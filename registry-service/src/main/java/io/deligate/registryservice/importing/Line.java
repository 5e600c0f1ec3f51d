package io.deligate.registryservice.importing;

import org.jspecify.annotations.Nullable;

/** One record of a file and the line it begins on, counted from 1. */
public sealed interface Line {
    long number();

    /** The id as it stands there; empty when none does. */
    String deviceId();

    /** A record that could be read; what is null or blank was not given. */
    record Fields(
            long number,
            String deviceId,
            @Nullable String product,
            @Nullable String username,
            @Nullable String password,
            @Nullable String name)
            implements Line {
        /** Never the password. */
        @Override
        public String toString() {
            return "Fields[number=" + number + ", deviceId=" + deviceId + ", product=" + product + "]";
        }
    }

    /** A record that could not; the ones around it can. */
    record Unreadable(long number, String deviceId, String reason) implements Line {}
}
