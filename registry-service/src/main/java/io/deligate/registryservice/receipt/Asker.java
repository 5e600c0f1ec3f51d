package io.deligate.registryservice.receipt;

import java.util.Optional;

/** The parts of the registry that ask what became of a message, by the value of its header {@code deli-receipt}. */
public enum Asker {
    /** Remote commands. */
    COMMAND("registry-command"),
    /** Notices that must reach a device in the end. */
    NOTICE("registry-notice");

    private final String label;

    Asker(String label) {
        this.label = label;
    }

    /** The header's value. */
    public String label() {
        return label;
    }

    /** The part that asked; empty when it was somebody else. */
    static Optional<Asker> fromLabel(String label) {
        for (Asker asker : values()) {
            if (asker.label.equals(label)) {
                return Optional.of(asker);
            }
        }
        return Optional.empty();
    }
}
