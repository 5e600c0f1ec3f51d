package io.deligate.registryservice.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a job stands. */
public enum JobState {
    RUNNING,
    COMPLETED,
    /** All of it was looked at, and some was refused. */
    COMPLETED_WITH_ERRORS,
    /** It could not be done as a whole. */
    FAILED;

    /** The state of its written form, or empty. */
    public static Optional<JobState> parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
