package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.streams.session.KeptSubscriptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionsTest {
    private static final String TYPE = "KQ";
    private static final String MODEL = "KQ/DL3785W";

    private final Subscriptions subscriptions =
            new Subscriptions(new ProductType("KQ"), new ProductModel("DL3785W"), KeptSubscriptions.NONE);

    @ParameterizedTest
    @CsvSource({"KQ,0,0", "KQ,1,1", "KQ,2,1", "KQ/DL3785W,0,0", "KQ/DL3785W,2,1"})
    @Tag("R30")
    void bothTopicsAreGrantedWithQosOneAtMost(String filter, int wanted, int granted) {
        assertThat(subscriptions.subscribe(filter, wanted)).hasValue(granted);
        assertThat(subscriptions.qosOf(filter)).hasValue(granted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device",
                "DL3785W_1",
                "KQ/OTHER",
                "MJ",
                "KQ/",
                "/KQ",
                "KQ//DL3785W",
                "kq",
                "",
                "#",
                "+",
                "KQ/#",
                "KQ/+",
                "+/DL3785W",
                "$SYS/#",
                "$share/g/KQ",
                "KQ/DL3785W/x"
            })
    @Tag("R31")
    @Tag("R32")
    void everyOtherFilterIsRefused(String filter) {
        assertThat(subscriptions.subscribe(filter, 1)).isEmpty();
        assertThat(subscriptions.qosOf(filter)).isEmpty();
    }

    @Test
    @Tag("R37")
    void theLastOfTwoSubscriptionsToATopicCounts() {
        assertThat(subscriptions.subscribe(TYPE, 1)).hasValue(1);
        assertThat(subscriptions.subscribe(TYPE, 0)).hasValue(0);
        assertThat(subscriptions.qosOf(TYPE)).hasValue(0);
    }

    @Test
    @Tag("R36")
    void unsubscribingEndsOneAndAnUnknownTopicNothing() {
        assertThat(subscriptions.subscribe(TYPE, 1)).isPresent();
        assertThat(subscriptions.subscribe(MODEL, 1)).isPresent();
        subscriptions.unsubscribe("device");
        subscriptions.unsubscribe(MODEL);
        assertThat(subscriptions.qosOf(MODEL)).isEmpty();
        assertThat(subscriptions.qosOf(TYPE)).hasValue(1);
        subscriptions.unsubscribe(TYPE);
        assertThat(subscriptions.qosOf(TYPE)).isEmpty();
    }
}
