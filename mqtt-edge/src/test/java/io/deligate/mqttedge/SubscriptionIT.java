package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(KafkaExtension.class)
class SubscriptionIT {
    private static final String TYPE = "KQ";
    private static final String TYPE_AND_MODEL = "KQ/DL3785W";
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,1"})
    @Tag("R30")
    @Tag("R35")
    void bothBroadcastTopicsAreGrantedWithQosOneAtMostThoughTheDeviceIsUnbound(int wanted, int granted) {
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            raw.send(MqttBytes.subscribe(1, wanted, TYPE), MqttBytes.subscribe(2, wanted, TYPE_AND_MODEL));
            raw.send(MqttBytes.subscribe(3, wanted, TYPE, TYPE_AND_MODEL));
            assertThat(raw.read(EdgeFixture.SOON).body()).containsExactly(0, 1, granted);
            assertThat(raw.read(EdgeFixture.SOON).body()).containsExactly(0, 2, granted);
            assertThat(raw.read(EdgeFixture.SOON).body()).containsExactly(0, 3, granted, granted);
        }
    }

    @Test
    @Tag("R31")
    @Tag("R32")
    @Tag("R33")
    void everyOtherFilterIsRefusedOnItsOwnAndTheConnectionGoesOn() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.subscribe(
                    9, 1, TYPE, "device", id, "DL3785W_other", "KQ/OTHER", "MJ", "KQ/", "/KQ", "x/y/z"));
            assertThat(codes(raw.read(Packet.SUBACK, EdgeFixture.SOON)))
                    .containsExactly(1, 128, 128, 128, 128, 128, 128, 128, 128);
            raw.send(MqttBytes.subscribe(
                    10, 2, "#", "+", "KQ/#", "KQ/+", "+/DL3785W", "$SYS/#", "$share/g/KQ", TYPE_AND_MODEL));
            assertThat(codes(raw.read(Packet.SUBACK, EdgeFixture.SOON)))
                    .containsExactly(128, 128, 128, 128, 128, 128, 128, 1);
            raw.send(MqttBytes.publish("device", "{\"action\":100}", 1, 3));
            assertThat(raw.read(Packet.PUBACK, EdgeFixture.SOON).packetId()).isEqualTo(3);
        }
    }

    private static int[] codes(Packet suback) {
        int[] codes = new int[suback.body().length - 2];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = suback.body()[i + 2] & 0xFF;
        }
        return codes;
    }

    @Test
    @Tag("R36")
    void unsubscribingIsAcknowledgedWhateverTheTopicAndPointToPointGoesOn() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.subscribe(1, 1, TYPE_AND_MODEL), MqttBytes.unsubscribe(2, TYPE_AND_MODEL));
            assertThat(raw.read(Packet.SUBACK, EdgeFixture.SOON).packetId()).isEqualTo(1);
            assertThat(raw.read(Packet.UNSUBACK, EdgeFixture.SOON).packetId()).isEqualTo(2);
            raw.send(MqttBytes.unsubscribe(3, "device", "nobody/knows"));
            assertThat(raw.read(Packet.UNSUBACK, EdgeFixture.SOON).packetId()).isEqualTo(3);
            edge.down(id, "{\"action\":301}");
            assertThat(raw.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo("{\"action\":301}");
        }
    }
}
