package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KafkaOutageIT {
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final int MANY = 1_000;
    private static final int BYTES = 4_096;

    private static String request(int number) {
        return "{\"mid\":" + number + ",\"action\":100,\"pad\":\"" + "x".repeat(BYTES) + "\"}";
    }

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":300,\"data\":{\"cmd\":\"" + "x".repeat(BYTES) + "\"}}";
    }

    private static boolean endsOnline(EdgeFixture edge, String id) {
        String status = "offline";
        for (var record :
                edge.tail(edge.topics().sessions()).now(any -> any.key().equals(id))) {
            status = EdgeFixture.json(record).getString("status");
        }
        return status.equals("online");
    }

    @Test
    @Tag("R41")
    void anOutageOfKafkaDelaysEverythingAndLosesNothing() {
        try (TestKafka kafka = TestKafka.start();
                EdgeFixture edge = EdgeFixture.start(kafka)) {
            String busyId = edge.newId();
            String lateId = edge.newId();
            try (FakeDevice quiet = edge.connected();
                    RawMqtt busy = edge.open()
                            .send(EdgeFixture.connect(busyId).keepAlive(4).bytes())) {
                assertThat(busy.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                        .isZero();
                kafka.stop();
                CompletableFuture<Void> acknowledged = quiet.publish(message(0), 1);
                byte[][] packets = IntStream.rangeClosed(1, MANY)
                        .mapToObj(number -> MqttBytes.publish("device", message(number), 1, number))
                        .toArray(byte[][]::new);
                CompletableFuture<RawMqtt> sent = CompletableFuture.supplyAsync(() -> busy.send(packets));

                assertThat(edge.device(lateId).tryConnect()).isEqualTo(3);
                Await.until(RECOVERY, "degraded", () -> edge.metric("deligate_edge_degraded") == 1);
                assertThat(edge.http("/health/ready")).contains("mqtt-edge").doesNotContain("down");
                assertThat(edge.http("/health/live")).doesNotContain("down");
                busy.assertSilent(Duration.ofSeconds(3));
                assertThat(acknowledged).isNotDone();
                assertThat(quiet.isConnected()).isTrue();
                assertThat(edge.metric("deligate_edge_connections")).isEqualTo(2);
                // about a hundred of the thousand were read
                assertThat(edge.metric("deligate_edge_inflight_bytes")).isBetween(100.0 * BYTES, 200.0 * BYTES);

                kafka.restart();
                acknowledged.orTimeout(RECOVERY.toSeconds(), TimeUnit.SECONDS).join();
                List<Integer> acknowledgements = new ArrayList<>();
                while (acknowledgements.size() < MANY) {
                    acknowledgements.add(busy.read(Packet.PUBACK, RECOVERY).packetId());
                }
                assertThat(acknowledgements)
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, MANY).boxed().toList());
                assertThat(sent).isCompleted();
            }
            assertThat(edge.tail(edge.messagesTopic())
                            .await(MANY, RECOVERY, record -> record.key().equals(busyId)))
                    .extracting(record -> EdgeFixture.json(record).getInteger("mid"))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, MANY).boxed().toList());
            // No record was written if Kafka was missed already; one that was written has been ended.
            Await.until(RECOVERY, "no session of the late device", () -> !endsOnline(edge, lateId));
            Await.until(RECOVERY, "no longer degraded", () -> edge.metric("deligate_edge_degraded") == 0);
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    @Test
    @Tag("R40")
    @Tag("R41")
    void aQos2MessageIsReceivedAndCompletedOnlyOnceKafkaHasIt() {
        try (TestKafka kafka = TestKafka.start();
                EdgeFixture edge = EdgeFixture.start(kafka)) {
            String id = edge.newId();
            byte[] payload = request(1).getBytes(StandardCharsets.UTF_8);
            try (RawMqtt raw = edge.connectedRaw(id)) {
                kafka.stop();
                raw.send(
                        MqttBytes.publish("device", payload, 0x04, 7),
                        MqttBytes.publish("device", payload, 0x0C, 7),
                        MqttBytes.pubrel(7));
                raw.assertSilent(Duration.ofSeconds(3));
                kafka.restart();
                assertThat(raw.read(RECOVERY)).isEqualTo(new Packet(0x50, new byte[] {0, 7}));
                assertThat(raw.read(RECOVERY)).isEqualTo(new Packet(0x70, new byte[] {0, 7}));
                raw.send(MqttBytes.publish("device", request(2).getBytes(StandardCharsets.UTF_8), 0x04, 7));
                assertThat(raw.read(RECOVERY)).isEqualTo(new Packet(0x50, new byte[] {0, 7}));
            }
            assertThat(edge.requests(id, 2))
                    .extracting(record -> EdgeFixture.json(record).getInteger("mid"))
                    .containsExactly(1, 2);
            assertThat(edge.allUplinks(id)).hasSize(2);
        }
    }
}
