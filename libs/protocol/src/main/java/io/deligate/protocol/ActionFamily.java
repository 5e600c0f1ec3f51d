package io.deligate.protocol;

/** Which way an uplink takes through the platform, decided by its exact action number alone (A39, A46). */
public enum ActionFamily {
    /** 100 to 105: answered by the dispatcher. */
    REQUEST("1xx"),
    /** 200, 201 and the old spelling 207: the device's answer to a command. */
    COMMAND_ANSWER("2xx"),
    /** 300: a message to cloud apps. */
    MESSAGE("3xx"),
    /** 202 to 205: notices only the platform sends; counted and dropped without a reply (R62). */
    IGNORED("ignored"),
    /** Everything else, 301 too: goes the way of the requests and is answered with code 106 (R61, R62). */
    UNSUPPORTED("unsupported");

    private final String label;

    ActionFamily(String label) {
        this.label = label;
    }

    /** The short name for metrics and topics. */
    public String label() {
        return label;
    }

    /** The family of an action received from a device. */
    public static ActionFamily of(int action) {
        return Action.fromCode(action).map(Action::family).orElse(UNSUPPORTED);
    }
}
