package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.AuthScheme;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.deligate.testkit.mqtt.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class BroadcastIT {
    private static final String TYPE = MapRegistry.TYPE;
    private static final String MODEL = MapRegistry.TYPE + "/" + MapRegistry.MODEL;
    private static EdgeFixture edge;
    private static EdgeFixture other;

    @BeforeAll
    static void startEdges(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
        other = edge.neighbour();
        broadcast(TYPE, notice(0));
        other.startEdge();
    }

    @AfterAll
    static void stopEdges() {
        assertThat(edge.unhandled()).isEmpty();
        assertThat(other.unhandled()).isEmpty();
        other.close();
        edge.close();
    }

    private static String notice(int number) {
        return "{\"mid\":" + number + ",\"action\":202}";
    }

    private static void broadcast(String topic, String json) {
        edge.kafka().produce(edge.topics().broadcast(), topic, json);
    }

    /** The last thing that goes to a device for now. */
    private static void assertNothingMore(EdgeFixture at, FakeDevice device) {
        at.down(device.id(), "{\"mid\":\"last\"}");
        assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{\"mid\":\"last\"}");
    }

    @Test
    @Tag("R44")
    @Tag("R104")
    void aBroadcastReachesTheSubscribersOfItsTopicOnEveryEdgeAtTheQosTheyWereGranted() {
        edge.registry().product("DL9000", AuthScheme.PRODUCT_KEY, true, "key");
        try (FakeDevice once = edge.connected();
                FakeDevice atLeastOnce = other.connected();
                FakeDevice typeOnly = edge.connected();
                FakeDevice nothing = edge.connected();
                FakeDevice otherModel = FakeDevice.onPort(edge.port(), "DL9000_1")
                        .productKey("DL9000", "key")
                        .connect()) {
            assertThat(once.subscribe(0, MODEL)).containsExactly(0);
            assertThat(atLeastOnce.subscribe(2, MODEL, TYPE)).containsExactly(1, 1);
            assertThat(typeOnly.subscribe(1, TYPE)).containsExactly(1);
            assertThat(otherModel.subscribe(1, TYPE, TYPE + "/DL9000")).containsExactly(1, 1);

            broadcast(MODEL, notice(1));
            assertThat(once.next(EdgeFixture.SOON)).isEqualTo(new Received(MODEL, notice(1), 0, false, false));
            assertThat(atLeastOnce.next(EdgeFixture.SOON)).isEqualTo(new Received(MODEL, notice(1), 1, false, false));
            broadcast(TYPE, notice(2));
            assertThat(atLeastOnce.next(EdgeFixture.SOON)).isEqualTo(new Received(TYPE, notice(2), 1, false, false));
            assertThat(typeOnly.next(EdgeFixture.SOON)).isEqualTo(new Received(TYPE, notice(2), 1, false, false));
            assertThat(otherModel.next(EdgeFixture.SOON)).isEqualTo(new Received(TYPE, notice(2), 1, false, false));

            assertNothingMore(edge, once);
            assertNothingMore(other, atLeastOnce);
            assertNothingMore(edge, typeOnly);
            assertNothingMore(edge, nothing);
            assertNothingMore(edge, otherModel);
        }
    }

    @Test
    @Tag("R36")
    void whoHasUnsubscribedHearsNoMoreAndKeepsItsOwnMessages() {
        try (FakeDevice device = edge.connected();
                FakeDevice witness = edge.connected()) {
            assertThat(device.subscribe(1, MODEL)).containsExactly(1);
            assertThat(witness.subscribe(1, MODEL)).containsExactly(1);
            device.unsubscribe(MODEL);
            device.unsubscribe("device");
            broadcast(MODEL, notice(3));
            assertThat(witness.next(EdgeFixture.SOON).json()).isEqualTo(notice(3));
            assertNothingMore(edge, device);
        }
    }

    @Test
    @Tag("R37")
    void whoHasSubscribedTwiceHearsOnce() {
        try (FakeDevice device = edge.connected()) {
            assertThat(device.subscribe(0, MODEL)).containsExactly(0);
            assertThat(device.subscribe(1, MODEL)).containsExactly(1);
            broadcast(MODEL, notice(4));
            assertThat(device.next(EdgeFixture.SOON)).isEqualTo(new Received(MODEL, notice(4), 1, false, false));
            assertNothingMore(edge, device);
        }
    }

    @Test
    void whatWasBroadcastBeforeAnEdgeStartedIsNotSentAgain() {
        try (FakeDevice device = other.connected()) {
            assertThat(device.subscribe(1, TYPE)).containsExactly(1);
            assertNothingMore(other, device);
        }
    }

    @Test
    void manyBroadcastsReachManyDevicesInOrder() {
        List<RawMqtt> devices = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                RawMqtt device = edge.connectedRaw(edge.newId());
                devices.add(device);
                device.send(MqttBytes.subscribe(1, 0, MODEL));
                assertThat(device.read(Packet.SUBACK, EdgeFixture.SOON).body()).hasSize(3);
            }
            for (int number = 10; number < 15; number++) {
                broadcast(MODEL, notice(number));
            }
            for (RawMqtt device : devices) {
                for (int number = 10; number < 15; number++) {
                    assertThat(device.read(Packet.PUBLISH, EdgeFixture.SOON).payload())
                            .isEqualTo(notice(number));
                }
            }
        } finally {
            devices.forEach(RawMqtt::close);
        }
    }

    @Test
    void aRecordWithoutATopicOrTooLateIsSkipped() {
        try (FakeDevice device = edge.connected()) {
            assertThat(device.subscribe(1, MODEL)).containsExactly(1);
            edge.kafka().produce(new ProducerRecord<>(edge.topics().broadcast(), null, new byte[] {1}));
            edge.kafka().produce(edge.topics().broadcast(), MODEL, (byte[]) null);
            var late = new ProducerRecord<>(
                    edge.topics().broadcast(), MODEL, notice(20).getBytes(StandardCharsets.UTF_8));
            late.headers().add("deli-expires", "1000".getBytes(StandardCharsets.US_ASCII));
            edge.kafka().produce(late);
            broadcast(MODEL, notice(21));
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo(notice(21));
        }
    }
}
