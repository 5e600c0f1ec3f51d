package io.deligate.mqttedge.rollout;

/** A bucket of tokens that fills by itself: so many offers may leave now. One thread. */
final class Pace {
    private final long burst;
    private double tokens;
    private long filledAt;

    /** Full at that nanosecond. */
    Pace(long burst, long now) {
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /** Whole tokens there are, at that rate per second. */
    int available(int perSecond, long now) {
        tokens = Math.min(Math.min(burst, perSecond), tokens + (now - filledAt) / 1e9 * perSecond);
        filledAt = now;
        return (int) tokens;
    }

    void take() {
        tokens--;
    }
}
