package io.deligate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.simulator.device.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @ParameterizedTest
    @CsvSource({"0, PT0S", "30, PT30S", "30s, PT30S", "500ms, PT0.5S", "5m, PT5M", "2h, PT2H"})
    void readsDurations(String text, Duration duration) {
        assertThat(Texts.duration("--heartbeat", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5s", "1d", "s", "9999999"})
    void saysWhatItExpectsOfADuration(String text) {
        assertThatThrownBy(() -> Texts.duration("--heartbeat", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--heartbeat: " + text + " (expected: a duration such as 500ms, 30s, 5m or 2h)");
    }

    @Test
    void readsSpans() {
        assertThat(Texts.span("--install-window", "0..7200")).isEqualTo(Span.ofSeconds(0, 7_200));
        assertThat(Texts.span("--install-window", "0s..2h")).isEqualTo(Span.ofSeconds(0, 7_200));
        assertThatThrownBy(() -> Texts.span("--install-window", "9..3"))
                .hasMessage("--install-window: 9..3 (expected: the first not above the second)");
        assertThatThrownBy(() -> Texts.span("--install-window", "9"))
                .hasMessage("--install-window: 9 (expected: from..to, such as 0..7200 or 0s..2h)");
    }
}
