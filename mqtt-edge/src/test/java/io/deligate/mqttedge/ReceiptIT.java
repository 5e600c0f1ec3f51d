package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AuthScheme;
import io.deligate.streams.session.SessionRecord;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every message to a device has one outcome, and whoever asked is told. */
@ExtendWith(KafkaExtension.class)
class ReceiptIT {
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.around(kafka);
        edge.setAll(
                "DELIGATE_DOWNLINK_IN_FLIGHT",
                "3",
                "DELIGATE_DOWNLINK_WAITING",
                "2",
                "DELIGATE_DOWNLINK_ACK_TIMEOUT",
                "1500ms");
        edge.startEdge();
    }

    @AfterAll
    static void stopEdge() {
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":301}";
    }

    /** A message that asks for its receipt. */
    private static void ask(String id, int number) {
        edge.down(id, message(number), "deli-receipt", "app-bridge", "deli-message-id", "m" + number);
    }

    private static List<String> outcomes(String id, int count) {
        return edge.receipts(id, count).stream()
                .map(receipt -> EdgeFixture.header(receipt, "deli-message-id") + " "
                        + EdgeFixture.json(receipt).getString("outcome"))
                .sorted()
                .toList();
    }

    @Test
    void anAcknowledgedMessageIsReportedDeliveredWithTheAskersHeaders() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (FakeDevice device = edge.connected()) {
            edge.down(
                    device.id(),
                    message(1),
                    "deli-receipt",
                    "registry",
                    "deli-message-id",
                    "m1",
                    "deli-command",
                    "c7",
                    "traceparent",
                    trace,
                    "other",
                    "x");
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo(message(1));
            var receipt = edge.receipts(device.id(), 1).get(0);
            var json = EdgeFixture.json(receipt);
            assertThat(json.fieldNames()).containsExactlyInAnyOrder("device_id", "outcome", "edge", "time");
            assertThat(json.getString("device_id")).isEqualTo(device.id());
            assertThat(json.getString("outcome")).isEqualTo("delivered");
            assertThat(json.getString("edge")).isEqualTo(edge.config().edge().id());
            assertThat(EdgeFixture.header(receipt, "deli-message-id")).isEqualTo("m1");
            assertThat(EdgeFixture.header(receipt, "deli-receipt")).isEqualTo("registry");
            assertThat(EdgeFixture.header(receipt, "deli-command")).isEqualTo("c7");
            assertThat(EdgeFixture.header(receipt, "traceparent")).isEqualTo(trace);
            assertThat(EdgeFixture.header(receipt, "other")).isNull();
        }
    }

    @Test
    void whoAsksForNothingIsToldNothing() {
        try (FakeDevice device = edge.connected()) {
            edge.down(device.id(), message(1));
            ask(device.id(), 2);
            assertThat(outcomes(device.id(), 1)).containsExactly("m2 delivered");
            assertThat(device.replies()).hasSize(2);
        }
    }

    /** A message of an order that was written for that session. */
    private static void ask(String id, int number, String order, long writtenFor) {
        edge.down(
                id,
                message(number),
                "deli-receipt",
                "app-bridge",
                "deli-message-id",
                "m" + number,
                "deli-order",
                order,
                "deli-epoch",
                Long.toString(writtenFor));
    }

    @Test
    void aMessageHeldUpElsewhereDoesNotComeBehindANewerOneOfItsOrder() {
        String id = edge.newId();
        // each connect is a record, so the next session's epoch is beyond the numbers used here
        IntStream.range(0, 4).forEach(i -> edge.device(id).connect().close());
        try (FakeDevice device = edge.device(id).connect()) {
            ask(id, 1, "app-1", 0);
            ask(id, 2, "app-1", 1);
            ask(id, 3, "app-1", 0);
            ask(id, 4, "app-2", 0);
            assertThat(outcomes(id, 4)).containsExactly("m1 delivered", "m2 delivered", "m3 offline", "m4 delivered");
            assertThat(device.replies()).hasSize(3);
        }
        try (FakeDevice back = edge.device(id).connect()) {
            try (FakeDevice newest = edge.device(id).connect()) {
                back.awaitClosed(EdgeFixture.SOON);
                ask(id, 5, "app-1", 3);
                ask(id, 6, "app-1", 2);
                assertThat(outcomes(id, 6)).contains("m5 delivered", "m6 offline");
                assertThat(newest.replies()).hasSize(1);
            }
        }
    }

    @Test
    void aMessageToNobodyIsReportedOffline() {
        String id = edge.newId();
        ask(id, 1);
        assertThat(outcomes(id, 1)).containsExactly("m1 offline");
    }

    @Test
    void aDeviceThatLeavesLeavesItsMessagesOffline() {
        String id = edge.newId();
        try (RawMqtt mute = edge.connectedRaw(id)) {
            ask(id, 1);
            assertThat(mute.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(1));
        }
        assertThat(outcomes(id, 1)).containsExactly("m1 offline");
    }

    @Test
    @Tag("R45")
    void whatIsNotAcknowledgedIsReportedOnceAndNobodyElseWaitsForIt() {
        String id = edge.newId();
        try (RawMqtt mute = edge.connectedRaw(id);
                FakeDevice other = edge.connected()) {
            IntStream.rangeClosed(1, 6).forEach(number -> ask(id, number));
            ask(other.id(), 1);
            assertThat(outcomes(other.id(), 1)).containsExactly("m1 delivered");
            Packet first = mute.read(Packet.PUBLISH, EdgeFixture.SOON);
            assertThat(outcomes(id, 6))
                    .containsExactly(
                            "m1 not-acknowledged",
                            "m2 not-acknowledged",
                            "m3 not-acknowledged",
                            "m4 rejected",
                            "m5 rejected",
                            "m6 rejected");
            ask(id, 7);
            assertThat(outcomes(id, 7)).contains("m7 rejected");
            mute.send(MqttBytes.puback(first.packetId()));
            ask(id, 8);
            assertThat(mute.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(2));
            assertThat(mute.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(3));
            Packet last = mute.read(Packet.PUBLISH, EdgeFixture.SOON);
            assertThat(last.payload()).isEqualTo(message(8));
            mute.send(MqttBytes.puback(last.packetId()));
            assertThat(outcomes(id, 8)).hasSize(8).contains("m8 delivered");
        }
    }

    @Test
    void nothingCountsAsReadBeforeItsOutcomeIsKnown(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.start(kafka)) {
            String id = other.newId();
            try (RawMqtt slow = other.connectedRaw(id);
                    FakeDevice quick = other.device(other.newId()).connect()) {
                other.down(id, message(1));
                other.down(quick.id(), message(2), "deli-receipt", "registry");
                Packet first = slow.read(Packet.PUBLISH, EdgeFixture.SOON);
                other.receipts(quick.id(), 1);
                assertThat(other.committed()).isZero();
                assertThat(other.metric("deligate_edge_downlinks_open")).isEqualTo(1);
                slow.send(MqttBytes.puback(first.packetId()));
                Await.until(EdgeFixture.SOON, "the commit", () -> other.committed() == 2);
                assertThat(other.metric("deligate_edge_downlinks_open")).isZero();
            }
        }
    }

    @Test
    void whatAnEdgeLeftBehindWhenItDiedIsReportedByItsNextLife(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.around(kafka)) {
            kafka.createTopic(other.topics().down(other.config().edgeId()), 1, Map.of());
            String id = other.newId();
            var online = new SessionRecord.Online(
                    new DeviceId(id),
                    new ProductModel(MapRegistry.MODEL),
                    other.config().edgeId(),
                    Instant.now(),
                    "10.0.0.1");
            kafka.createTopic(other.topics().sessions(), 3, Map.of("cleanup.policy", "compact"));
            kafka.produce(other.topics().sessions(), id, online.toValue());
            other.down(id, message(1), "deli-receipt", "registry");
            other.startEdge();
            assertThat(EdgeFixture.json(other.receipts(id, 1).get(0)).getString("outcome"))
                    .isEqualTo("offline");
            Await.until(EdgeFixture.SOON, "the commit", () -> other.committed() == 1);
        }
    }

    @Test
    void whatIsTooLateIsReportedExpiredAndNotSent() {
        try (FakeDevice device = edge.connected()) {
            long now = System.currentTimeMillis();
            edge.down(
                    device.id(),
                    message(1),
                    "deli-receipt",
                    "app-bridge",
                    "deli-message-id",
                    "m1",
                    "deli-expires",
                    Long.toString(now - 1));
            edge.down(
                    device.id(),
                    message(2),
                    "deli-receipt",
                    "app-bridge",
                    "deli-message-id",
                    "m2",
                    "deli-expires",
                    Long.toString(now + 600_000));
            assertThat(outcomes(device.id(), 2)).containsExactly("m1 expired", "m2 delivered");
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo(message(2));
        }
    }

    @Test
    void anOrderToCloseEndsTheDevicesSession() {
        String id = edge.newId();
        try (FakeDevice device = edge.device(id).connect()) {
            edge.down(id, "", "deli-close", "banned");
            device.awaitClosed(EdgeFixture.SOON);
        }
        assertThat(edge.sessions(id, 2).get(1).getString("reason")).isEqualTo("banned");
        edge.down(id, "", "deli-close", "deleted");
        ask(id, 1);
        assertThat(outcomes(id, 1)).containsExactly("m1 offline");
    }

    @Test
    void anOrderToCloseAProductEndsTheSessionsOfItsDevicesAndNoOthers() {
        edge.registry().product("DL9000", AuthScheme.PRODUCT_KEY, true, "key");
        String one = "DL9000_1";
        String two = "DL9000_2";
        try (FakeDevice first = FakeDevice.onPort(edge.port(), one)
                        .productKey("DL9000", "key")
                        .connect();
                FakeDevice second = FakeDevice.onPort(edge.port(), two)
                        .productKey("DL9000", "key")
                        .connect();
                FakeDevice other = edge.connected()) {
            edge.down("DL9000", "", "deli-close-product", "product-disabled");
            first.awaitClosed(EdgeFixture.SOON);
            second.awaitClosed(EdgeFixture.SOON);
            assertThat(edge.sessions(one, 2).get(1).getString("reason")).isEqualTo("product-disabled");
            assertThat(edge.sessions(two, 2).get(1).getString("reason")).isEqualTo("product-disabled");
            ask(other.id(), 1);
            assertThat(outcomes(other.id(), 1)).containsExactly("m1 delivered");
        }
    }

    @Test
    void anOrderNobodyUnderstandsGoesToTheDeadLetters() {
        try (FakeDevice device = edge.connected()) {
            edge.down(device.id(), "", "deli-close", "boredom");
            edge.kafka()
                    .produce(new ProducerRecord<>(
                            edge.topics().down(edge.config().edgeId()),
                            "no/device",
                            "{}".getBytes(StandardCharsets.UTF_8)));
            var dead = edge.tail(edge.topics().deadLetter())
                    .await(
                            2,
                            EdgeFixture.SOON,
                            record -> List.of(device.id(), "no/device").contains(record.key()));
            assertThat(dead).hasSize(2);
            ask(device.id(), 1);
            assertThat(outcomes(device.id(), 1)).containsExactly("m1 delivered");
        }
    }
}
