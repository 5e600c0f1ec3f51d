package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
    @Test
    void readsWords() {
        Order order = Order.parse("shape=open", "goal=answer", "connections=2000", "rate=10000", "trust=/a=b.pem");

        assertThat(order.shape()).isEqualTo(Order.Shape.OPEN);
        assertThat(order.goal()).isEqualTo(Order.Goal.ANSWER);
        assertThat(order.connections()).isEqualTo(2_000);
        assertThat(order.rate()).isEqualTo(10_000);
        assertThat(order.trust()).isEqualTo("/a=b.pem");
    }

    @ParameterizedTest
    @CsvSource({
        "rates=1, rates=1: unknown",
        "rate, rate: unknown",
        "rate=0, rate: 0 (expected: 1 to 10000000)",
        "connections=many, connections: many (expected: 1 to 1000000)",
        "shape=round, 'shape: round (expected: one of open, closed, idle, pings, connects)'"
    })
    void saysWhatIsWrongWithAWord(String word, String message) {
        assertThatThrownBy(() -> Order.parse(word)).hasMessageStartingWith(message);
    }
}
