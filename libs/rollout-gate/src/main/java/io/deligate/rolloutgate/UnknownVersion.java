package io.deligate.rolloutgate;

import java.util.Locale;
import java.util.Optional;

/** What a device gets whose last reported version is no release of ours: factory made, loaded by hand, or never said. */
public enum UnknownVersion {
    /** Taken for older than every release, and waits for its turn. */
    GATED,
    /** Only what is released to everybody. */
    RELEASED_TO_ALL,
    /** Nothing. */
    NOTHING;

    /** The constant of its written form, or empty. */
    public static Optional<UnknownVersion> parse(String text) {
        for (UnknownVersion candidate : values()) {
            if (candidate.text().equals(text)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in records. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
