package io.deligate.streams.consume;

import java.time.Duration;

/**
 * How often failed work is tried again and how long to wait before: each gap is twice the one before, up to a limit.
 *
 * @param count tries after the first one
 */
public record RetryGaps(int count, Duration first, Duration longest) {
    public RetryGaps {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
        if (first.toMillis() < 1) {
            throw new IllegalArgumentException("first: " + first + " (expected: >= 1 ms)");
        }
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("longest: " + longest + " (expected: >= " + first + ")");
        }
    }

    /** About a minute in ten tries. */
    public static RetryGaps defaults() {
        return new RetryGaps(10, Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    /** The wait before try {@code attempt + 1}, counted from 0. */
    public Duration gap(int attempt) {
        Duration doubled = first.multipliedBy(1L << Math.min(attempt, 30));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
