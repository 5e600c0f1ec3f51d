package io.deligate.mqttedge.limits;

/**
 * A token bucket as one number: the time at which it will be full again. An idle bucket costs nothing, and taking from
 * one allocates nothing. Not thread-safe.
 */
final class Bucket {
    private static final long SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long span;
    private long fullAt;

    /** Full at {@code now}, in nanoseconds: {@code burst} tokens, and {@code perSecond} more each second. */
    Bucket(long perSecond, long burst, long now) {
        this.perSecond = perSecond;
        this.span = nanos(burst);
        this.fullAt = now;
    }

    private long nanos(long tokens) {
        return tokens * SECOND / perSecond;
    }

    /** Takes the tokens, also those that are not there yet. */
    void take(long tokens, long now) {
        fullAt = (fullAt - now > 0 ? fullAt : now) + nanos(tokens);
    }

    /** Nanoseconds until nothing is owed; zero or less when nothing is. */
    long owes(long now) {
        return fullAt - now - span;
    }
}
