package io.deligate.rolloutgate;

/** What a rollout means for one device. */
public enum Verdict {
    /** Its bucket is released. */
    RELEASED(true),
    /** It is one of those that go first. */
    CANARY(true),
    /** Its turn comes. */
    NOT_YET(false),
    /** It must not have it. */
    EXCLUDED(false),
    /** It is too old to take this one at once. */
    TOO_OLD(false),
    /** Nobody knows what it runs, and the rollout does not take that. */
    UNKNOWN_VERSION(false),
    /** The rollout was aborted. */
    ABORTED(false);

    private final boolean offers;

    Verdict(boolean offers) {
        this.offers = offers;
    }

    /** Whether the device may take the firmware. */
    public boolean offers() {
        return offers;
    }
}
