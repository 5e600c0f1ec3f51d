package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device that sends more than it may is read more slowly; nothing of it is lost, and nobody else notices. */
@ExtendWith(KafkaExtension.class)
class PaceIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.around(kafka);
        edge.setAll(
                "DELIGATE_UPLINK_PACE_MESSAGES", "50",
                "DELIGATE_UPLINK_PACE_MESSAGES_BURST", "200",
                "DELIGATE_UPLINK_PACE_BYTES", "256KiB",
                "DELIGATE_UPLINK_PACE_BYTES_BURST", "1MiB");
        edge.startEdge();
    }

    @AfterAll
    static void stopEdge() {
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static byte[][] messages(int count, String json) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> MqttBytes.publish("device", json, 1, number))
                .toArray(byte[][]::new);
    }

    private static double throttled(String reason) {
        return edge.metric("deligate_edge_throttled_total{reason=\"" + reason + "\"}");
    }

    /** Seconds from the first message to the last acknowledgement. */
    private static double secondsFor(RawMqtt raw, byte[][] messages) {
        long start = System.nanoTime();
        raw.send(messages);
        for (int number = 1; number <= messages.length; number++) {
            assertThat(raw.read(Packet.PUBACK, LONG).packetId()).isEqualTo(number);
        }
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    @Test
    @Tag("R91")
    void aFloodIsSlowedDownAndOthersAreServedAsEver() {
        double before = throttled("messages");
        try (RawMqtt flood = edge.connectedRaw(edge.newId());
                FakeDevice other = edge.connected()) {
            byte[][] messages = messages(400, "{\"action\":300,\"data\":{\"cmd\":\"a\"}}");
            var finished = CompletableFuture.supplyAsync(() -> secondsFor(flood, messages));
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                other.publish("{\"action\":300,\"data\":{\"cmd\":\"a\"}}", 1).join();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            }
            // 200 at once and 50 a second
            assertThat(finished.join()).isGreaterThan(3.7);
        }
        assertThat(throttled("messages")).isGreaterThan(before);
    }

    @Test
    void manyBytesAreSlowedDownToo() {
        double before = throttled("bytes");
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            byte[][] messages = messages(16, "{\"action\":300,\"data\":{\"cmd\":\"" + "x".repeat(128 << 10) + "\"}}");
            // 2 MiB, of which 1 MiB at once and 256 KiB a second; the last one is owed
            assertThat(secondsFor(raw, messages)).isGreaterThan(3);
        }
        assertThat(throttled("bytes")).isGreaterThan(before);
    }

    @Test
    @Tag("R126")
    void fiftyASecondPassUnhindered() {
        int seconds = Integer.getInteger("deligate.pace.seconds", 5);
        double before = throttled("messages");
        try (RawMqtt raw = edge.connectedRaw(edge.newId())) {
            long start = System.nanoTime();
            for (int number = 1; number <= 50 * seconds; number++) {
                long due = start + TimeUnit.MILLISECONDS.toNanos(20L * number);
                Await.until(LONG, "its turn", () -> System.nanoTime() - due >= 0);
                raw.send(MqttBytes.publish("device", "{\"mid\":" + number + ",\"action\":300}", 1, number));
            }
            for (int number = 1; number <= 50 * seconds; number++) {
                assertThat(raw.read(Packet.PUBACK, LONG).packetId()).isEqualTo(number);
            }
        }
        assertThat(throttled("messages")).isEqualTo(before);
    }
}
