package io.deligate.mqttedge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AckQueueTest {
    private final List<String> sent = new ArrayList<>();
    private final AckQueue queue = new AckQueue(
            id -> sent.add("PUBACK " + id), id -> sent.add("PUBREC " + id), id -> sent.add("PUBCOMP " + id));

    @Test
    @Tag("R70")
    void acknowledgementsGoOutInTheOrderOfArrival() {
        var first = queue.opened(1, MqttQoS.AT_LEAST_ONCE);
        var second = queue.opened(2, MqttQoS.EXACTLY_ONCE);
        var third = queue.opened(3, MqttQoS.AT_LEAST_ONCE);
        queue.safe(third);
        queue.safe(second);
        assertThat(sent).isEmpty();
        assertThat(queue.size()).isEqualTo(3);
        queue.safe(first);
        assertThat(sent).containsExactly("PUBACK 1", "PUBREC 2", "PUBACK 3");
        assertThat(queue.size()).isZero();
    }

    @Test
    void qos0IsWaitedForButNotAcknowledged() {
        var first = queue.opened(0, MqttQoS.AT_MOST_ONCE);
        queue.safe(queue.opened(4, MqttQoS.AT_LEAST_ONCE));
        assertThat(sent).isEmpty();
        queue.safe(first);
        assertThat(sent).containsExactly("PUBACK 4");
    }

    @Test
    @Tag("R42")
    void theSamePacketIdTwiceIsAcknowledgedTwice() {
        var first = queue.opened(5, MqttQoS.AT_LEAST_ONCE);
        var again = queue.opened(5, MqttQoS.AT_LEAST_ONCE);
        queue.safe(first);
        queue.safe(again);
        assertThat(sent).containsExactly("PUBACK 5", "PUBACK 5");
    }

    @Test
    @Tag("R40")
    void aQos2MessageIsPendingUntilItIsSafe() {
        var entry = queue.opened(6, MqttQoS.EXACTLY_ONCE);
        var other = queue.opened(7, MqttQoS.AT_LEAST_ONCE);
        assertThat(queue.isPending(6)).isTrue();
        assertThat(queue.isPending(7)).isFalse();
        queue.safe(entry);
        queue.safe(other);
        assertThat(queue.isPending(6)).isFalse();
    }

    @Test
    @Tag("R40")
    void aReleaseThatDoesNotWaitIsCompletedOnceTheMessageIsSafe() {
        var entry = queue.opened(8, MqttQoS.EXACTLY_ONCE);
        queue.released(8);
        queue.released(8);
        assertThat(sent).isEmpty();
        queue.safe(entry);
        assertThat(sent).containsExactly("PUBREC 8", "PUBCOMP 8");
    }

    @Test
    @Tag("R40")
    void aReleaseOfAnUnknownIdIsCompletedAtOnce() {
        var other = queue.opened(9, MqttQoS.AT_LEAST_ONCE);
        queue.released(9);
        queue.released(10);
        assertThat(sent).containsExactly("PUBCOMP 9", "PUBCOMP 10");
        queue.safe(other);
        assertThat(sent).endsWith("PUBACK 9");
    }
}
