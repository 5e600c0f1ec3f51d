package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each acknowledged request has its reply (contract 7.2), whatever the device does about reading. */
@ExtendWith(KafkaExtension.class)
class RepliesIT {
    private static final int WINDOW = 20;
    private static final int UNANSWERED = 100;
    private static EdgeFixture edge;
    private static EchoDispatcher dispatcher;

    @BeforeAll
    static void start(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
        dispatcher = new EchoDispatcher(edge);
        Await.until(
                EdgeFixture.SOON,
                "a first device",
                () -> edge.device(edge.newId()).tryConnect() == 0);
    }

    @AfterAll
    static void stop() {
        dispatcher.close();
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static byte[] request(int number, int qos) {
        return MqttBytes.publish("device", json(number), qos, number);
    }

    private static String json(int number) {
        return "{\"mid\":" + number + ",\"action\":100}";
    }

    private static byte[][] requests(int count, int qos) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> request(number, qos))
                .toArray(byte[][]::new);
    }

    private static int stored(String id) {
        return edge.tail(edge.topics().upRequests())
                .now(record -> record.key().equals(id))
                .size();
    }

    private static double rejected() {
        return edge.metric("deligate_edge_downlinks_total{result=\"rejected\"}");
    }

    @Test
    @Tag("R45")
    void aDeviceThatReadsNothingGetsNoMoreAcceptedAndEverythingOnceItReads() {
        int count = 5_000;
        String id = edge.newId();
        double rejectedBefore = rejected();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(requests(count, 1));
            Await.until(EdgeFixture.SOON, "as many as fit", () -> stored(id) >= UNANSWERED);
            Await.until(
                    EdgeFixture.SOON,
                    "throttled",
                    () -> edge.metric("deligate_edge_throttled_total{reason=\"unanswered\"}") > 0);
            assertThat(stored(id)).isBetween(UNANSWERED, WINDOW + UNANSWERED);

            List<Integer> acknowledged = new ArrayList<>();
            List<String> replies = new ArrayList<>();
            while (acknowledged.size() < count || replies.size() < count) {
                Packet next = raw.read(EdgeFixture.SOON);
                if (next.type() == Packet.PUBACK) {
                    acknowledged.add(next.packetId());
                } else {
                    replies.add(next.payload());
                    raw.send(MqttBytes.puback(next.packetId()));
                }
            }
            assertThat(acknowledged)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, count).boxed().toList());
            assertThat(replies)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                            .mapToObj(RepliesIT::json)
                            .toList());
        }
        assertThat(rejected()).isEqualTo(rejectedBefore);
        Await.until(EdgeFixture.SOON, "nothing held", () -> edge.metric("deligate_edge_held_bytes") == 0);
    }

    @Test
    void requestsWithQos0AreHeldBackJustTheSame() {
        int count = 1_000;
        double rejectedBefore = rejected();
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            raw.send(requests(count, 0));
            for (int number = 1; number <= count; number++) {
                Packet next = raw.read(Packet.PUBLISH, EdgeFixture.SOON);
                assertThat(next.payload()).isEqualTo(json(number));
                raw.send(MqttBytes.puback(next.packetId()));
            }
        }
        assertThat(rejected()).isEqualTo(rejectedBefore);
    }

    @Test
    void refusalsByTheEdgeItselfHaveTheirPlacesToo() {
        int count = 600;
        double rejectedBefore = rejected();
        byte[][] spoofed = IntStream.rangeClosed(1, count)
                .mapToObj(number -> MqttBytes.publish(
                        "device", "{\"mid\":" + number + ",\"from\":\"somebody\",\"action\":100}", 1, number))
                .toArray(byte[][]::new);
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            raw.send(spoofed);
            int replies = 0;
            int acknowledged = 0;
            while (replies < count || acknowledged < count) {
                Packet next = raw.read(EdgeFixture.SOON);
                if (next.type() == Packet.PUBACK) {
                    acknowledged++;
                } else {
                    replies++;
                    raw.send(MqttBytes.puback(next.packetId()));
                }
            }
        }
        assertThat(rejected()).isEqualTo(rejectedBefore);
    }

    @Test
    void pingsAndSubscriptionsAreAnsweredWhileRequestsWait() {
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            raw.send(requests(1_000, 0));
            raw.send(MqttBytes.pingreq(), MqttBytes.subscribe(7, 1, "KQ"));
            List<Integer> types = new ArrayList<>();
            while (!types.contains(Packet.SUBACK)) {
                types.add(raw.read(EdgeFixture.SOON).type());
            }
            assertThat(types).contains(Packet.PINGRESP);
            assertThat(types.stream().filter(type -> type == Packet.PUBLISH)).hasSizeLessThanOrEqualTo(WINDOW);
        }
    }

    @Test
    void repliesToAFormerSessionDoNotOpenTheDoorForMoreRequests() {
        String id = edge.newId();
        edge.connectedRaw(id).close();
        String former = edge.sessions(id, 2).get(1).getLong("epoch").toString();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            for (int i = 0; i < UNANSWERED; i++) {
                edge.down(id, "{\"mid\":" + i + ",\"action\":100}", "deli-action", "100", "deli-epoch", former);
            }
            raw.send(requests(500, 1));
            Await.until(EdgeFixture.SOON, "as many as fit", () -> stored(id) == UNANSWERED);
            assertSilence(raw);
            assertThat(stored(id)).isEqualTo(UNANSWERED);
        }
    }

    /** Until nothing more comes; acknowledgements of requests may be among it. */
    private static void assertSilence(RawMqtt raw) {
        int sent = 0;
        for (int expected = WINDOW + UNANSWERED; sent < expected; sent++) {
            assertThat(raw.read(EdgeFixture.SOON).type()).isIn(Packet.PUBACK, Packet.PUBLISH);
        }
        raw.assertSilent(Duration.ofMillis(300));
    }

    @Test
    void whoLeavesWhileItsMessagesWaitLosesNoneOfThem() {
        String id = edge.newId();
        int count = 700;
        RawMqtt raw = edge.connectedRaw(id);
        raw.send(requests(count, 0));
        raw.send(MqttBytes.disconnect());
        raw.close();
        assertThat(edge.requests(id, count)).hasSize(count);
        assertThat(edge.sessions(id, 2).get(1).getString("reason")).isIn("disconnected", "connection-lost");
    }
}
