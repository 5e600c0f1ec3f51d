package io.deligate.otaservice.rollout;

/**
 * When a rollout ends itself.
 *
 * @param failureRate failed devices of those that have tried, as a fraction
 * @param minSample how many must have tried before that says anything
 */
public record AbortRule(double failureRate, int minSample) {
    /**
     * Whether it is time. Devices whose soak is not over count as having tried: failures are heard of at once, and
     * without them the first ones would look like all.
     */
    public boolean isBroken(Counts counts) {
        return counts.tried() >= minSample
                && counts.failed() > 0
                && (double) counts.failed() / counts.tried() >= failureRate;
    }
}
