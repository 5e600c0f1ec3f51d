package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.deligate.testkit.mqtt.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class DownlinkIT {
    private static final int WINDOW = 20;
    private static final int WAITING = 100;
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

    private static double outcomes(String result) {
        return edge.metric("deligate_edge_downlinks_total{result=\"" + result + "\"}");
    }

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":301}";
    }

    @Test
    @Tag("R34")
    @Tag("R44")
    void aDeviceThatSubscribedNothingGetsItsMessagesWithQos1AndWithoutRetain() {
        try (FakeDevice device = edge.connected()) {
            edge.down(device.id(), message(1));
            assertThat(device.next(EdgeFixture.SOON)).isEqualTo(new Received("device", message(1), 1, false, false));
        }
    }

    @Test
    void messagesKeepTheirOrder() {
        try (FakeDevice device = edge.connected()) {
            List<String> sent =
                    IntStream.range(0, 150).mapToObj(DownlinkIT::message).toList();
            sent.forEach(json -> edge.down(device.id(), json));
            List<String> received = new ArrayList<>();
            while (received.size() < sent.size()) {
                received.add(device.next(EdgeFixture.SOON).json());
            }
            assertThat(received).containsExactlyElementsOf(sent);
        }
    }

    @Test
    @Tag("R45")
    void aDeviceThatNeverAcknowledgesHoldsABoundedNumberAndNobodyUp() {
        String id = edge.newId();
        int sent = WINDOW + WAITING + 30;
        double delivered = outcomes("delivered");
        double rejected = outcomes("rejected");
        double offline = outcomes("offline");
        try (RawMqtt mute = edge.connectedRaw(id);
                FakeDevice other = edge.connected()) {
            for (int number = 1; number <= sent; number++) {
                edge.down(id, message(number));
            }
            Packet first = mute.read(Packet.PUBLISH, EdgeFixture.SOON);
            for (int number = 2; number <= WINDOW; number++) {
                assertThat(mute.read(Packet.PUBLISH, EdgeFixture.SOON).payload())
                        .isEqualTo(message(number));
            }
            Await.until(EdgeFixture.SOON, "the last 30 rejected", () -> outcomes("rejected") == rejected + 30);
            mute.assertSilent(Duration.ofMillis(200));
            edge.down(other.id(), message(0));
            assertThat(other.next(EdgeFixture.SOON).json()).isEqualTo(message(0));
            mute.send(MqttBytes.puback(first.packetId()), MqttBytes.puback(60_000));
            assertThat(mute.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(WINDOW + 1));
            mute.assertSilent(Duration.ofMillis(200));
        }
        Await.until(
                EdgeFixture.SOON,
                "an outcome for each",
                () -> outcomes("offline") == offline + WINDOW + WAITING - 1 && outcomes("delivered") == delivered + 2);
    }

    @Test
    void aMessageForNobodyHereIsOffline() {
        double before = outcomes("offline");
        edge.down(edge.newId(), message(1));
        Await.until(EdgeFixture.SOON, "one more offline", () -> outcomes("offline") == before + 1);
    }

    @Test
    void aRecordThatNamesNoDeviceGoesToTheDeadLetters() {
        double before = outcomes("malformed");
        edge.kafka()
                .produce(new ProducerRecord<>(
                        edge.topics().down(edge.config().edgeId()), null, "{}".getBytes(StandardCharsets.UTF_8)));
        var dead = edge.tail(edge.topics().deadLetter())
                .await(1, EdgeFixture.SOON, record -> record.key() == null)
                .get(0);
        assertThat(EdgeFixture.header(dead, "deli-reason")).contains("key");
        assertThat(outcomes("malformed")).isEqualTo(before + 1);
    }

    @Test
    void aReplyTakesTheTimeFromItsRequestsArrival() {
        try (FakeDevice device = edge.connected()) {
            device.publish("{\"mid\":1,\"action\":100}", 1).join();
            var request = edge.requests(device.id(), 1).get(0);
            edge.down(
                    device.id(),
                    "{\"mid\":1,\"action\":100,\"data\":{\"code\":0}}",
                    "deli-action",
                    "100",
                    "deli-received",
                    String.valueOf(EdgeFixture.header(request, "deli-received")));
            assertThat(device.next(EdgeFixture.SOON).json()).contains("\"code\":0");
            Await.until(
                    EdgeFixture.SOON,
                    "the request's time",
                    () -> edge.metric("deligate_request_seconds_count{action=\"100\"}") == 1);
        }
    }

    @Test
    @Tag("R18")
    @Tag("R45")
    void aDeviceThatReadsNothingCanStillBeTakenOver(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.around(kafka)) {
            other.set("DELIGATE_DOWNLINK_IN_FLIGHT", "200");
            other.startEdge();
            String id = other.newId();
            String large = "{\"action\":301,\"data\":\"" + "x".repeat(200 << 10) + "\"}";
            try (RawMqtt stuck = other.connectedRaw(id)) {
                for (int i = 0; i < 100; i++) {
                    other.down(id, large);
                }
                try (FakeDevice newer = other.device(id).connect()) {
                    other.down(id, message(1));
                    assertThat(newer.next(EdgeFixture.SOON).json()).isEqualTo(message(1));
                    Await.until(
                            EdgeFixture.SOON,
                            "one session",
                            () -> other.metric("deligate_edge_connections") == 1
                                    && other.metric("deligate_edge_downlinks_total{result=\"offline\"}") > 0);
                    assertThatThrownBy(() -> readForEver(stuck)).hasMessageContaining("closed");
                }
            }
        }
    }

    private static void readForEver(RawMqtt raw) {
        for (Packet next = raw.read(EdgeFixture.SOON); ; next = raw.read(EdgeFixture.SOON)) {
            assertThat(next.type()).isEqualTo(Packet.PUBLISH);
        }
    }

    @Test
    void whatWasSentWhileTheEdgeWasAwayIsReadOnce(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.start(kafka)) {
            other.down(other.newId(), message(1));
            Await.until(
                    EdgeFixture.SOON,
                    "the first read",
                    () -> other.metric("deligate_edge_downlinks_total{result=\"offline\"}") == 1);
            other.stopEdge();
            other.down(other.newId(), message(2));
            other.startEdge();
            Await.until(
                    EdgeFixture.SOON,
                    "the second read",
                    () -> other.metric("deligate_edge_downlinks_total{result=\"offline\"}") == 2);
        }
    }
}
