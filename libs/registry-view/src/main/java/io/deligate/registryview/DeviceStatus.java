package io.deligate.registryview;

import java.util.Optional;

/** What the operator allows a device (A25). */
public enum DeviceStatus {
    NORMAL("normal"),
    /** Connects, and asks about itself; everything else is refused with code 105. */
    LOCKED("locked"),
    /** Does not connect. */
    BANNED("banned");

    private final String text;

    DeviceStatus(String text) {
        this.text = text;
    }

    /** The constant of its written form, or empty. */
    public static Optional<DeviceStatus> parse(String text) {
        for (DeviceStatus status : values()) {
            if (status.text.equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** The written form, as in REST and in the database. */
    public String text() {
        return text;
    }
}
