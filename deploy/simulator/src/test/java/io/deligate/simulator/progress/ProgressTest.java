package io.deligate.simulator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private Instant now = Instant.EPOCH;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void isALineNowAndThenWhereThereIsNoTerminal() {
        try (Progress progress = Progress.of(out, "connected", 10, clock, 0)) {
            progress.show(1, "one");
            now = now.plusSeconds(4);
            progress.show(2, "two");
            progress.line("a line");
            now = now.plusSeconds(1);
            progress.show(3, "three");
            progress.show(4, "");
        }

        assertThat(lines())
                .containsExactly("connected: 1/10 one", "a line", "connected: 3/10 three", "connected: 4/10");
    }

    @Test
    void isABarThatIsWrittenOverItselfOnATerminal() {
        try (Progress progress = Progress.of(out, "connected", 10, clock, 60)) {
            progress.show(4, "and so on");
            progress.line("a line");
        }

        String written = bytes.toString(StandardCharsets.UTF_8);
        assertThat(written).contains("\r\u001b[Ka line\n").endsWith("\n");
        String bar = written.substring(written.lastIndexOf("\u001b[K") + 3).strip();
        assertThat(bar).isEqualTo("connected [==========                ]  40 % 4/10 and so on");
        assertThat(bar).hasSizeLessThanOrEqualTo(59);
    }
}
