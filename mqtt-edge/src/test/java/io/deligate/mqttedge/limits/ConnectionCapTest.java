package io.deligate.mqttedge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionCapTest {
    private static final long MIB = 1 << 20;

    @Test
    void theScarcerOfHeapAndFilesDecides() {
        assertThat(ConnectionCap.derived(608 * MIB, 1 << 20)).isEqualTo(16_384);
        assertThat(ConnectionCap.derived(8_192 * MIB, 10_512)).isEqualTo(8_000);
        assertThat(ConnectionCap.derived(64 * MIB, 64)).isEqualTo(100);
    }

    @Test
    void aFewAreToldSoAndTheRestIsTurnedAway() {
        ConnectionCap cap = new ConnectionCap(100);
        for (int i = 0; i < 96; i++) {
            assertThat(cap.opened()).isTrue();
        }
        assertThat(cap.isReady()).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(cap.opened()).isTrue();
        }
        assertThat(cap.isReady()).isFalse();
        assertThat(cap.isExceeded()).isFalse();
        for (int i = 0; i < 16; i++) {
            assertThat(cap.opened()).isTrue();
            assertThat(cap.isExceeded()).isTrue();
        }
        assertThat(cap.opened()).isFalse();
        for (int i = 0; i < 21; i++) {
            cap.closed();
        }
        assertThat(cap.isReady()).isTrue();
    }
}
