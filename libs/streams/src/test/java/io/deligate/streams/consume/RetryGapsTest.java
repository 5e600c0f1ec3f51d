package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryGapsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void doublesUpToTheLongest() {
        RetryGaps gaps = new RetryGaps(3, Duration.ofMillis(300), SECOND);

        assertThat(IntStream.range(0, 4).mapToObj(gaps::gap))
                .containsExactly(Duration.ofMillis(300), Duration.ofMillis(600), SECOND, SECOND);
    }

    @Test
    void staysAtTheLongestForEver() {
        assertThat(RetryGaps.defaults().gap(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void triesForAboutAMinuteByDefault() {
        RetryGaps gaps = RetryGaps.defaults();
        Duration all = IntStream.range(0, gaps.count()).mapToObj(gaps::gap).reduce(Duration.ZERO, Duration::plus);

        assertThat(all).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(70));
    }

    @Test
    void refusesWhatNoTimerTakes() {
        assertThatThrownBy(() -> new RetryGaps(0, SECOND, SECOND)).hasMessage("count: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new RetryGaps(1, Duration.ZERO, SECOND)).hasMessage("first: PT0S (expected: >= 1 ms)");
        assertThatThrownBy(() -> new RetryGaps(1, SECOND, Duration.ofMillis(1)))
                .hasMessage("longest: PT0.001S (expected: >= PT1S)");
    }
}
