package io.deligate.standalone;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Shows a person what flows without drowning them: of each kind of line, told by its first word, one in a while. */
final class DemoLines implements Consumer<String> {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Consumer<String> out;
    private final Map<String, Instant> shown = new HashMap<>();

    DemoLines(Clock clock, Consumer<String> out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public synchronized void accept(String line) {
        String kind = line.substring(0, line.indexOf(' ') + 1);
        Instant now = clock.instant();
        Instant last = shown.get(kind);
        if (last == null || !now.isBefore(last.plus(A_WHILE))) {
            shown.put(kind, now);
            out.accept("demo: " + line);
        }
    }
}
