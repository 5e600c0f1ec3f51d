package io.deligate.otaservice.rollout;

import java.util.Locale;

/** Where a rollout stands, in the words of REST. */
public enum Phase {
    DRAFT,
    SCHEDULED,
    RUNNING,
    PAUSED,
    ABORTED,
    COMPLETED;

    /** The word. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
