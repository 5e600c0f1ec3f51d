package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoLinesTest {
    private final List<String> shown = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Test
    void showsOneLineOfEachKindInAWhile() {
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        DemoLines lines = new DemoLines(clock, shown::add);

        lines.accept("300 one");
        lines.accept("300 two");
        lines.accept("301 three");
        now = now.plusSeconds(5);
        lines.accept("300 four");

        assertThat(shown).containsExactly("demo: 300 one", "demo: 301 three", "demo: 300 four");
    }
}
