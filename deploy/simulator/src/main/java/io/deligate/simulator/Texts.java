package io.deligate.simulator;

import io.deligate.simulator.device.Span;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and spans as they are written on the command line; numbers alone are seconds. */
final class Texts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)?");
    private static final Pattern SPAN = Pattern.compile("(.+?)\\.\\.(.+)");

    private Texts() {}

    static Duration duration(String option, String text) {
        Matcher match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    option + ": " + text + " (expected: a duration such as 500ms, 30s, 5m or 2h)");
        }
        long amount = Long.parseLong(match.group(1));
        String unit = match.group(2) == null ? "s" : match.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    static Span span(String option, String text) {
        Matcher match = SPAN.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    option + ": " + text + " (expected: from..to, such as 0..7200 or 0s..2h)");
        }
        Duration least = duration(option, match.group(1));
        Duration most = duration(option, match.group(2));
        if (most.compareTo(least) < 0) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: the first not above the second)");
        }
        return new Span(least, most);
    }
}
