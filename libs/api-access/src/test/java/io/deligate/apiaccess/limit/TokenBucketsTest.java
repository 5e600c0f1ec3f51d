package io.deligate.apiaccess.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final TokenBuckets<String> buckets = new TokenBuckets<>(new Rate(10, 3), 2, now::get);

    @Test
    void letsABurstThroughAndThenAsManyAsTheRate() {
        assertThat(taken("a", 5)).isEqualTo(3);
        pass(Duration.ofMillis(99));
        assertThat(taken("a", 5)).isZero();
        pass(Duration.ofMillis(2));
        assertThat(taken("a", 5)).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(taken("a", 5)).isEqualTo(3);
    }

    @Test
    void oneCallerDoesNotCostAnother() {
        assertThat(taken("a", 5)).isEqualTo(3);
        assertThat(taken("b", 5)).isEqualTo(3);
    }

    @Test
    void forgetsWhoHasBeenQuietLongest() {
        assertThat(taken("a", 5)).isEqualTo(3);
        assertThat(taken("b", 1)).isEqualTo(1);
        assertThat(taken("a", 1)).isZero();
        assertThat(taken("c", 1)).isEqualTo(1);
        assertThat(buckets.size()).isEqualTo(2);
        assertThat(taken("a", 1)).isZero();
    }

    @Test
    void aRateOfNothingIsNone() {
        assertThatThrownBy(() -> new Rate(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private int taken(String caller, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += buckets.take(caller) ? 1 : 0;
        }
        return taken;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
