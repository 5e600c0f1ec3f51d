package io.deligate.registryservice.command;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a command stands. It only moves forward, and the last three are its end: signals come more than once, late and
 * in any order (an answer may overtake the receipt), and one that says nothing new changes nothing.
 */
public enum CommandState {
    /** Stored, on its way to Kafka. */
    QUEUED,
    /** Kafka has it for the device's edge. */
    SENT,
    /** The device has acknowledged it. */
    DELIVERED,
    SUCCEEDED,
    /** Not delivered, or the device says so. */
    FAILED,
    /** Nobody knows what became of it in time (R100). */
    TIMED_OUT;

    /** The state of its written form, or empty. */
    public static Optional<CommandState> parse(String text) {
        for (CommandState state : values()) {
            if (state.text().equals(text)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this is the command's one outcome. */
    public boolean isEnd() {
        return compareTo(DELIVERED) > 0;
    }

    /** Where the signal leads; the same state when it says nothing new. */
    public CommandState after(Signal signal) {
        if (isEnd()) {
            return this;
        }
        return switch (signal) {
            case SENT -> this == QUEUED ? SENT : this;
            case DELIVERED -> DELIVERED;
            // of two receipts the first counts
            case UNDELIVERABLE -> this == DELIVERED ? this : FAILED;
            case DONE -> SUCCEEDED;
            case REFUSED -> FAILED;
            case OVERDUE -> TIMED_OUT;
        };
    }
}
