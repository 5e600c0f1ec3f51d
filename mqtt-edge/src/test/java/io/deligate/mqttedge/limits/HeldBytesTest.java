package io.deligate.mqttedge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private final HeldBytes held = new HeldBytes(100);

    @Test
    void takesWhatFitsAndCountsWhatIsHereAnyway() {
        assertThat(held.tryAdd(60)).isTrue();
        assertThat(held.tryAdd(41)).isFalse();
        assertThat(held.isFull()).isFalse();
        held.add(50);
        assertThat(held.isFull()).isTrue();
        held.remove(110);
        assertThat(held.bytes()).isZero();
    }

    @Test
    void whatWouldNeverFitPassesAlone() {
        assertThat(held.tryAdd(1_000)).isTrue();
        assertThat(held.tryAdd(1)).isFalse();
    }
}
