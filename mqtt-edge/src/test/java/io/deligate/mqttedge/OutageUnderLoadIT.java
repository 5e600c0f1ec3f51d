package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many devices that go on sending while Kafka is away: nobody is lost, nothing is lost, and memory has a limit. */
class OutageUnderLoadIT {
    /** 60 with {@code -Plong}. */
    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("deligate.outage.seconds", 9));

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final int DEVICES = 30;
    private static final int MESSAGES = 150;
    private static final int BYTES = 16_000;
    private static final long EDGE_HOLDS = 4 << 20;

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":300,\"data\":{\"cmd\":\"" + "x".repeat(BYTES) + "\"}}";
    }

    @Test
    @Tag("R41")
    @Tag("R142")
    void devicesStayTheirMessagesWaitAndAllOfThemArriveInOrder() {
        try (TestKafka kafka = TestKafka.start();
                EdgeFixture edge = EdgeFixture.around(kafka)) {
            edge.setAll("DELIGATE_UPLINK_HOLD_DEVICE", "256KiB", "DELIGATE_UPLINK_HOLD_EDGE", EDGE_HOLDS + "B");
            edge.startEdge();
            Map<String, RawMqtt> devices = new HashMap<>();
            for (int i = 0; i < DEVICES; i++) {
                String id = edge.newId();
                devices.put(
                        id,
                        edge.open().send(EdgeFixture.connect(id).keepAlive(5).bytes()));
            }
            devices.values()
                    .forEach(raw -> assertThat(
                                    raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                            .isZero());
            kafka.stop();
            long end = System.nanoTime() + OUTAGE.toNanos();
            List<CompletableFuture<RawMqtt>> sending = devices.values().stream()
                    .map(raw -> CompletableFuture.supplyAsync(
                            () -> raw.send(messages()), task -> new Thread(task, "device").start()))
                    .toList();
            double mostHeld = 0;
            while (System.nanoTime() - end < 0) {
                mostHeld = Math.max(mostHeld, edge.metric("deligate_edge_held_bytes"));
                assertThat(edge.metric("deligate_edge_inflight_bytes")).isLessThanOrEqualTo(32 << 20);
                assertThat(edge.metric("deligate_edge_connections")).isEqualTo(DEVICES);
            }
            // beyond the limit: what was read at once, and one record of each device that waits for room
            assertThat(mostHeld).isBetween(EDGE_HOLDS / 2.0, EDGE_HOLDS + DEVICES * (65_536.0 + BYTES));
            kafka.restart();

            Map<String, List<Integer>> acknowledged = new HashMap<>();
            devices.forEach((id, raw) -> acknowledged.put(id, acknowledgements(raw)));
            List<Integer> all = IntStream.rangeClosed(1, MESSAGES).boxed().toList();
            assertThat(acknowledged.values())
                    .allSatisfy(each -> assertThat(each).isEqualTo(all));
            assertThat(sending).allSatisfy(each -> assertThat(each).isCompleted());
            Map<String, List<Integer>> stored = new HashMap<>();
            for (ConsumerRecord<String, byte[]> record :
                    edge.tail(edge.messagesTopic()).await(DEVICES * MESSAGES, RECOVERY, any -> true)) {
                stored.computeIfAbsent(record.key(), id -> new ArrayList<>())
                        .add(EdgeFixture.json(record).getInteger("mid"));
            }
            assertThat(stored).isEqualTo(acknowledged);
            Await.until(RECOVERY, "nothing held", () -> edge.metric("deligate_edge_held_bytes") == 0);
            devices.values().forEach(RawMqtt::close);
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    private static byte[][] messages() {
        return IntStream.rangeClosed(1, MESSAGES)
                .mapToObj(number -> MqttBytes.publish("device", message(number), 1, number))
                .toArray(byte[][]::new);
    }

    private static List<Integer> acknowledgements(RawMqtt raw) {
        List<Integer> acknowledged = new ArrayList<>();
        while (acknowledged.size() < MESSAGES) {
            acknowledged.add(raw.read(Packet.PUBACK, RECOVERY).packetId());
        }
        return acknowledged;
    }

    @Test
    @Tag("R142")
    void pingsAreAnsweredThroughTheOutageAndWhoLeavesLosesNothing() {
        int count = 250;
        try (TestKafka kafka = TestKafka.start();
                EdgeFixture edge = EdgeFixture.start(kafka)) {
            String staying = edge.newId();
            String leaving = edge.newId();
            RawMqtt hasty = edge.connectedRaw(leaving);
            try (RawMqtt patient =
                    edge.open().send(EdgeFixture.connect(staying).keepAlive(4).bytes())) {
                assertThat(patient.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                        .isZero();
                kafka.stop();
                patient.send(requests(count, 1));
                hasty.send(requests(count, 0));
                hasty.send(MqttBytes.disconnect());
                hasty.close();
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(7);
                while (System.nanoTime() - end < 0) {
                    patient.send(MqttBytes.pingreq());
                    assertThat(patient.read(Packet.PINGRESP, EdgeFixture.SOON)).isNotNull();
                    patient.assertSilent(Duration.ofMillis(200));
                }
                // answered by the edge although a hundred messages and more wait behind a pause
                assertThat(edge.metric("deligate_edge_throttled_total{reason=\"in-flight\"}"))
                        .isPositive();
                kafka.restart();
                for (int number = 1; number <= 100; number++) {
                    assertThat(patient.read(Packet.PUBACK, RECOVERY).packetId()).isEqualTo(number);
                }
            }
            assertThat(edge.tail(edge.topics().upRequests())
                            .await(count, RECOVERY, record -> record.key().equals(leaving)))
                    .hasSize(count);
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    @Test
    @Tag("R19")
    @Tag("R146")
    void whoMovesToAnotherEdgeAfterTheOutageHasOneSession() {
        try (TestKafka kafka = TestKafka.start();
                EdgeFixture first = EdgeFixture.start(kafka);
                EdgeFixture second = first.neighbour()) {
            second.startEdge();
            String id = first.newId();
            try (RawMqtt before = first.connectedRaw(id)) {
                kafka.stop();
                Await.until(RECOVERY, "Kafka is missed", () -> connack(second, id) == 3);
                kafka.restart();
                Await.until(RECOVERY, "a session elsewhere", () -> connack(second, id) == 0);
                before.assertClosed(Duration.ofSeconds(10));
            }
            Await.until(
                    EdgeFixture.SOON,
                    "no session on the first edge",
                    () -> first.metric("deligate_edge_connections") == 0);
        }
    }

    private static int connack(EdgeFixture edge, String id) {
        try (RawMqtt raw = edge.open().send(EdgeFixture.connect(id).bytes())) {
            return raw.read(Packet.CONNACK, RECOVERY).connackCode();
        }
    }

    private static byte[][] requests(int count, int qos) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> MqttBytes.publish("device", "{\"mid\":" + number + ",\"action\":100}", qos, number))
                .toArray(byte[][]::new);
    }
}
