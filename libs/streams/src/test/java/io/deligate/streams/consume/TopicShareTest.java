package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicShareTest {
    private static final long START = 5;
    private static final TopicQuota QUOTA = new TopicQuota(10, 1_000, new OpenLimits(100, 1_000_000));

    private final TopicShare share = new TopicShare(QUOTA, START);

    @Test
    void takesASecondsWorthAtOnceAndThenWaits() {
        take(9, 1);
        assertThat(share.isOver(START)).isFalse();
        take(1, 1);
        assertThat(share.isOver(START)).isTrue();
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(99))).isTrue();
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(101))).isFalse();
    }

    @Test
    void makesUpForWhatAPollBroughtBeyondIt() {
        take(30, 1);
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(2_000))).isTrue();
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(2_101))).isFalse();
    }

    @Test
    void countsBytesToo() {
        take(1, 2_000);
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(1_000))).isTrue();
        assertThat(share.isOver(START + TimeUnit.MILLISECONDS.toNanos(1_002))).isFalse();
    }

    @Test
    void waitsWhileTooMuchIsUnderWay() {
        TopicShare narrow = new TopicShare(new TopicQuota(1_000, 1_000_000, new OpenLimits(2, 50)), START);
        narrow.opened(10, START);
        assertThat(narrow.isOver(START)).isFalse();
        narrow.opened(40, START);
        assertThat(narrow.isOver(START + TimeUnit.HOURS.toNanos(1))).isTrue();
        narrow.closed(40);
        assertThat(narrow.isOver(START + TimeUnit.HOURS.toNanos(1))).isFalse();
    }

    @Test
    void isForgottenWhenNothingIsOpenAndAllIsMadeUp() {
        take(5, 1);
        assertThat(share.isIdle(START)).isFalse();
        for (int i = 0; i < 5; i++) {
            share.closed(1);
        }
        assertThat(share.isIdle(START + TimeUnit.MILLISECONDS.toNanos(400))).isFalse();
        assertThat(share.isIdle(START + TimeUnit.MILLISECONDS.toNanos(600))).isTrue();
    }

    private void take(int count, int size) {
        for (int i = 0; i < count; i++) {
            share.opened(size, START);
        }
    }
}
