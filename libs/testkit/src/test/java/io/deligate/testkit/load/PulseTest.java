package io.deligate.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void tellsTheLongestSilenceSinceItBeganToCount() {
        Pulse pulse = new Pulse();
        assertThat(pulse.longestSilence()).isZero();
        long now = System.nanoTime();
        pulse.beat(now - Duration.ofSeconds(70).toNanos());
        pulse.beat(now - Duration.ofSeconds(10).toNanos());
        pulse.beat(now);

        assertThat(pulse.longestSilence()).isEqualTo(Duration.ofSeconds(60));

        pulse.reset();
        assertThat(pulse.longestSilence()).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void countsTheSilenceThatGoesOn() {
        Pulse pulse = new Pulse();
        pulse.beat(System.nanoTime() - Duration.ofSeconds(5).toNanos());

        assertThat(pulse.longestSilence()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }
}
