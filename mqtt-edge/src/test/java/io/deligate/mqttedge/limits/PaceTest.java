package io.deligate.mqttedge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.config.ByteSize;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long START = Long.MAX_VALUE - 5_000_000_000L;

    private final Pace pace = new Pace(new PaceLimits(50, 200, ByteSize.ofKiB(256), ByteSize.ofMiB(1)), START);

    @Test
    @Tag("R126")
    void whoKeepsToThePaceNeverWaits() {
        for (int i = 0; i < 10_000; i++) {
            long now = START + TimeUnit.MILLISECONDS.toNanos(20L * i);
            pace.take(1_000, now);
            assertThat(pace.messagesOwe(now)).isNotPositive();
            assertThat(pace.bytesOwe(now)).isNotPositive();
        }
    }

    @Test
    void aBurstPassesAndTheNextMessageWaitsForOneToken() {
        for (int i = 0; i < 200; i++) {
            pace.take(0, START);
        }
        assertThat(pace.messagesOwe(START)).isZero();
        pace.take(0, START);
        assertThat(pace.messagesOwe(START)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    @Tag("R91")
    void aFloodIsSlowedDownToThePace() {
        long now = START;
        for (int i = 0; i < 1_200; i++) {
            now += Math.max(0, pace.messagesOwe(now));
            pace.take(0, now);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(now - START)).isBetween(19_900L, 20_100L);
    }

    @Test
    void bytesCountForThemselves() {
        pace.take(1 << 20, START);
        assertThat(pace.bytesOwe(START)).isZero();
        pace.take(256 << 10, START);
        assertThat(pace.bytesOwe(START)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(pace.messagesOwe(START)).isNotPositive();
    }
}
