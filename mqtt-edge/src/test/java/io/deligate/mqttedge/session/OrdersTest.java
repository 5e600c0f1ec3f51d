package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private final Orders orders = new Orders();

    @Test
    void aMessageForAnOlderSessionDoesNotComeBehindOneForANewer() {
        assertThat(orders.allow("1000", 5)).isTrue();
        assertThat(orders.allow("1000", 5)).isTrue();
        assertThat(orders.allow("1000", 4)).isFalse();
        assertThat(orders.allow("1000", 6)).isTrue();
        assertThat(orders.allow("1000", 5)).isFalse();
    }

    @Test
    void ordersDoNotHinderEachOther() {
        assertThat(orders.allow("1000", 5)).isTrue();
        assertThat(orders.allow("1001", 4)).isTrue();
    }

    @Test
    void whatTheSessionBeforeHasHadCounts() {
        Orders before = new Orders();
        assertThat(before.allow("1000", 5)).isTrue();
        assertThat(orders.allow("1000", 3)).isTrue();
        orders.inherit(before.copy());
        assertThat(orders.allow("1000", 4)).isFalse();
    }

    @Test
    void remembersABoundedNumber() {
        IntStream.range(0, 1_000)
                .forEach(i -> assertThat(orders.allow("o" + i, 1)).isTrue());
        assertThat(orders.copy()).hasSizeLessThanOrEqualTo(64);
    }
}
