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

        lines.accept("one (300)");
        lines.accept("two (300)");
        lines.accept("three (301)");
        now = now.plusSeconds(5);
        lines.accept("four (300)");

        assertThat(shown).containsExactly("demo: one (300)", "demo: three (301)", "demo: four (300)");
    }
}
