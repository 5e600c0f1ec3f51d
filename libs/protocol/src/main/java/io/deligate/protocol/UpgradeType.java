package io.deligate.protocol;

import java.util.Optional;

/** How urgent a firmware is. */
public enum UpgradeType {
    /** The device is unusable until it has upgraded. */
    FORCE("force"),
    /** The device chooses an idle time. */
    NORMAL("normal");

    private final String wireName;

    UpgradeType(String wireName) {
        this.wireName = wireName;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The constant of a word, or empty. */
    public static Optional<UpgradeType> parse(String wireName) {
        for (UpgradeType candidate : values()) {
            if (candidate.wireName.equals(wireName)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
