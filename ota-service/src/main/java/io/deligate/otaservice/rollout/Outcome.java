package io.deligate.otaservice.rollout;

import java.time.Instant;

/**
 * What one event says about one device in one rollout.
 *
 * @param until when the device's soak would be over
 * @param partition of the record that tells it
 * @param offset of the record that tells it
 */
public record Outcome(String rolloutId, String device, Kind kind, Instant until, int partition, long offset) {
    /** What can become of a device. */
    public enum Kind {
        /** It has acknowledged a notice. */
        OFFERED,
        /** It came up with the version for the first time. */
        CAME_UP,
        /** It came up with the version once more; news only when it had failed in between. */
        CAME_UP_AGAIN,
        /** It could not take it, and never ran it. */
        FAILED,
        /** It says so although it has run it; counts only while it is watched. */
        FAILED_AFTERWARDS
    }
}
