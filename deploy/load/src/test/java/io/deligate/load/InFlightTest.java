package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight();

    @Test
    void givesEachTokenBackOnceWhateverTheOrderOfTheAnswers() {
        Random random = new Random(7);
        Map<Integer, Long> open = new HashMap<>();
        for (long token = 0; token < 400_000; token++) {
            int id = inFlight.add(token);
            assertThat(id).isBetween(1, 65_535);
            assertThat(open.put(id, token)).isNull();
            if (open.size() > 1 + random.nextInt(200)) {
                int answered = open.keySet().stream()
                        .skip(random.nextInt(open.size()))
                        .findFirst()
                        .orElseThrow();
                assertThat(inFlight.has(answered)).isTrue();
                assertThat(inFlight.remove(answered)).isEqualTo(open.remove(answered));
                assertThat(inFlight.has(answered)).isFalse();
            }
        }
        assertThat(inFlight.open()).isEqualTo(open.size());
    }

    @Test
    void knowsNoIdThatWasNotGivenOut() {
        int id = inFlight.add(1);
        assertThat(inFlight.has(id)).isTrue();
        assertThat(inFlight.has(id + 1)).isFalse();
        assertThat(inFlight.has(0)).isFalse();
        assertThat(inFlight.has(65_535)).isFalse();
    }

    @Test
    void refusesMoreThanItsWindow() {
        for (int number = 0; number < InFlight.MOST; number++) {
            var unused = inFlight.add(number);
        }
        assertThatThrownBy(() -> inFlight.add(0)).hasMessageContaining("expected: at most 32768");
    }
}
