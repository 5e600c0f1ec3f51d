package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(KafkaExtension.class)
class UplinkIT {
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static String request(int number) {
        return "{\"mid\":\"" + number + "\",\"action\":100}";
    }

    private static List<String> texts(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(EdgeFixture::text).toList();
    }

    @Test
    @Tag("R40")
    void qos0IsStoredAndQos1IsAcknowledgedOnceItIs() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", request(0), 0, 0), MqttBytes.publish("device", request(1), 1, 77));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x40, new byte[] {0, 77}));
            assertThat(texts(edge.requests(id, 2))).containsExactly(request(0), request(1));
        }
    }

    @Test
    @Tag("R40")
    void qos2IsStoredOnceThoughItIsRepeated() {
        String id = edge.newId();
        byte[] first = request(2).getBytes(StandardCharsets.UTF_8);
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", first, 4, 5));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x50, new byte[] {0, 5}));
            raw.send(MqttBytes.publish("device", first, 12, 5));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x50, new byte[] {0, 5}));
            raw.send(MqttBytes.pubrel(5));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x70, new byte[] {0, 5}));
            raw.send(MqttBytes.publish("device", request(3), 2, 5));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x50, new byte[] {0, 5}));
            assertThat(texts(edge.requests(id, 2))).containsExactly(request(2), request(3));
            assertThat(edge.allUplinks(id)).hasSize(2);
        }
    }

    @Test
    @Tag("R40")
    void aReleaseOfAnUnknownIdIsCompleted() {
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            raw.send(MqttBytes.pubrel(9));
            assertThat(raw.read(EdgeFixture.SOON)).isEqualTo(new Packet(0x70, new byte[] {0, 9}));
        }
    }

    @Test
    @Tag("R42")
    void aRepeatedQos1MessageIsAcknowledgedAgainAndMarked() {
        String id = edge.newId();
        byte[] payload = request(4).getBytes(StandardCharsets.UTF_8);
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", payload, 2, 6), MqttBytes.publish("device", payload, 10, 6));
            assertThat(raw.read(Packet.PUBACK, EdgeFixture.SOON).packetId()).isEqualTo(6);
            assertThat(raw.read(Packet.PUBACK, EdgeFixture.SOON).packetId()).isEqualTo(6);
            var records = edge.requests(id, 2);
            assertThat(EdgeFixture.header(records.get(0), "deli-dup")).isNull();
            assertThat(EdgeFixture.header(records.get(1), "deli-dup")).isEqualTo("true");
        }
    }

    @Test
    @Tag("R43")
    void theRetainFlagMeansNothing() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", request(5).getBytes(StandardCharsets.UTF_8), 3, 1));
            assertThat(raw.read(Packet.PUBACK, EdgeFixture.SOON).packetId()).isEqualTo(1);
            assertThat(texts(edge.requests(id, 1))).containsExactly(request(5));
        }
    }

    @Test
    void aRecordSaysWhoSentItAndWhen() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish("device", request(6), 1, 1), MqttBytes.publish("device", request(7), 1, 2));
            var records = edge.requests(id, 2);
            long epoch = edge.tail(edge.topics().sessions())
                    .await(1, EdgeFixture.SOON, record -> record.key().equals(id))
                    .get(0)
                    .offset();
            ConsumerRecord<String, byte[]> first = records.get(0);
            assertThat(first.key()).isEqualTo(id);
            assertThat(EdgeFixture.header(first, "deli-edge"))
                    .isEqualTo(edge.config().edge().id());
            assertThat(EdgeFixture.header(first, "deli-epoch")).isEqualTo(Long.toString(epoch));
            assertThat(EdgeFixture.header(first, "deli-product")).isEqualTo(MapRegistry.MODEL);
            assertThat(Long.parseLong(String.valueOf(EdgeFixture.header(first, "deli-received"))))
                    .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
            assertThat(records.stream().map(record -> EdgeFixture.header(record, "deli-message-id")))
                    .doesNotContainNull()
                    .doesNotHaveDuplicates();
            assertThat(EdgeFixture.header(first, "deli-dup")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Device", "device/", "device/x", "KQ", "KQ/DL3785W", "DL3785W_other", "$SYS/x"})
    @Tag("R38")
    void publishingAnywhereElseClosesTheConnectionAndReachesNobody(String topic) {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(
                    MqttBytes.publish(topic, request(8), 1, 1),
                    MqttBytes.publish("device", request(9), 1, 2),
                    MqttBytes.pingreq());
            raw.assertClosed(EdgeFixture.SOON);
        }
        assertThat(edge.sessions(id, 2).get(1).getString("reason")).isEqualTo("wrong-topic");
        assertThat(edge.allUplinks(id)).isEmpty();
    }

    @Test
    @Tag("R47")
    void aDeviceMayPublishAndLeave() {
        String id = edge.newId();
        FakeDevice device = edge.device(id).connect();
        device.publish(request(10), 1).join();
        device.disconnect();
        assertThat(texts(edge.requests(id, 1))).containsExactly(request(10));
    }

    @Test
    @Tag("R59")
    void aLargeMessageGoesByteTrue() {
        String id = edge.newId();
        String faces = "\u4eba".repeat(69_000);
        String json =
                "{ \"action\":300, \"to\":\"\",\n\t\"data\":{\"cmd\":\"x\",\"n\":12345678901234567890,\"payload\":\""
                        + faces + "\"} }";
        assertThat(json.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(200 << 10);
        try (FakeDevice device = edge.device(id).connect()) {
            device.publish(json, 1).join();
            var stored = edge.tail(edge.messagesTopic())
                    .await(1, EdgeFixture.SOON, record -> record.key().equals(id))
                    .get(0);
            assertThat(EdgeFixture.text(stored)).isEqualTo(json);
        }
    }

    @Test
    @Tag("R58")
    void aPacketOver512KibClosesTheConnection() {
        String id = edge.newId();
        byte[] packet = MqttBytes.publish("device", new byte[(512 << 10) + 1], 2, 1);
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(Arrays.copyOf(packet, 64));
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @Test
    @Tag("R62")
    void answersGoToTheirTopicAndNoticesOfOthersAreDropped() {
        String id = edge.newId();
        try (FakeDevice device = edge.device(id).connect()) {
            for (int action : new int[] {202, 203, 204, 205, 200, 201, 207, 301, 999}) {
                device.publish("{\"action\":" + action + "}", 1).join();
            }
            assertThat(edge.tail(edge.config().topicPrefix() + "up.2xx")
                            .await(3, EdgeFixture.SOON, record -> record.key().equals(id)))
                    .extracting(record -> EdgeFixture.json(record).getInteger("action"))
                    .containsExactly(200, 201, 207);
            assertThat(edge.requests(id, 2))
                    .extracting(record -> EdgeFixture.json(record).getInteger("action"))
                    .containsExactly(301, 999);
            assertThat(edge.allUplinks(id)).hasSize(5);
            assertThat(device.replies()).isEmpty();
        }
    }

    @Test
    @Tag("R63")
    void theSenderMayBeLeftOut() {
        String id = edge.newId();
        List<String> all = List.of(
                "{\"action\":100}",
                "{\"from\":null,\"action\":100}",
                "{\"from\":\"\",\"action\":100}",
                "{\"from\":\"" + id + "\",\"action\":100}");
        try (RawMqtt raw = edge.connectedRaw(id)) {
            all.forEach(json -> raw.send(MqttBytes.publish("device", json, 1, 1)));
            assertThat(texts(edge.requests(id, 4))).containsExactlyElementsOf(all);
        }
    }

    @Test
    @Tag("R70")
    void acknowledgementsComeInTheOrderOfTheMessagesThoughTheirTopicsDiffer() {
        String id = edge.newId();
        List<byte[]> packets = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        for (int number = 1; number <= 60; number++) {
            String json = number % 3 == 0 ? "{\"action\":300}" : number % 7 == 0 ? "no json" : request(number);
            if (json.contains("100")) {
                requests.add(json);
            }
            packets.add(MqttBytes.publish("device", json, 1, number));
        }
        try (RawMqtt raw = edge.connectedRaw(id).send(packets.toArray(byte[][]::new))) {
            List<Integer> acknowledged = new ArrayList<>();
            while (acknowledged.size() < packets.size()) {
                Packet next = raw.read(EdgeFixture.SOON);
                if (next.type() == Packet.PUBACK) {
                    acknowledged.add(next.packetId());
                }
            }
            assertThat(acknowledged)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, packets.size()).boxed().toList());
            assertThat(texts(edge.requests(id, requests.size()))).containsExactlyElementsOf(requests);
        }
    }

    @Test
    @Tag("R140")
    void aMessageThatArrivesByteByByteIsWhole() {
        String id = edge.newId();
        try (RawMqtt raw = edge.open()) {
            for (byte each : EdgeFixture.connect(id).bytes()) {
                raw.send(new byte[] {each});
            }
            assertThat(raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode()).isZero();
            for (byte each : MqttBytes.publish("device", request(11), 1, 1)) {
                raw.send(new byte[] {each});
            }
            assertThat(raw.read(Packet.PUBACK, EdgeFixture.SOON).packetId()).isEqualTo(1);
        }
    }
}
