package io.deligate.registryservice.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What jobs there are. */
public enum JobKind {
    IMPORT,
    EXPORT;

    /** The kind of its written form, or empty. */
    public static Optional<JobKind> parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
