package io.deligate.registryservice.app;

import java.util.Locale;
import java.util.Optional;

/** Whether an app can be reached by its devices and can reach them. */
public enum AppStatus {
    ENABLED,
    DISABLED;

    /** The status of its written form, or empty. */
    public static Optional<AppStatus> parse(String text) {
        for (AppStatus status : values()) {
            if (status.text().equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
