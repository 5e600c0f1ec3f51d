package io.deligate.simulator.device;

import java.time.Duration;
import java.util.SplittableRandom;

/** From the least to the most of something that differs from device to device. */
public record Span(Duration least, Duration most) {
    public Span {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "span: " + least + " to " + most + " (expected: not negative, and the first not above the second)");
        }
    }

    public static Span ofSeconds(long least, long most) {
        return new Span(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }

    /** A moment in it, each as likely as any other, in time that passes so many times faster. */
    Duration pick(SplittableRandom random, double timeScale) {
        double millis = least.toMillis() + random.nextDouble() * (most.toMillis() - least.toMillis());
        return Duration.ofMillis(Math.round(millis / timeScale));
    }
}
