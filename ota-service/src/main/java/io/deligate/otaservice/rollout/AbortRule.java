package io.deligate.otaservice.rollout;

/**
 * When a rollout ends itself.
 *
 * @param failureRate failed devices of those that came to an end, as a fraction
 * @param minSample how many must have come to an end before that says anything
 */
public record AbortRule(double failureRate, int minSample) {
    /** Whether it is time. */
    public boolean isBroken(long succeeded, long failed) {
        long ended = succeeded + failed;
        return ended >= minSample && failed > 0 && (double) failed / ended >= failureRate;
    }
}
