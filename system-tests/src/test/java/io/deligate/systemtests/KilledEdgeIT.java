package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two edges is killed and does not come back. */
class KilledEdgeIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    /** The promise is 60 s after the kill. */
    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(60);

    private static final String MODEL = "DL3785W";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    @Tag("R143")
    void presenceIsRightAndEveryMessageHasItsOutcomeWithin60Seconds() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess platform = DeligateProcess.up(data);
                DeligateProcess second = DeligateProcess.start(
                        Map.of(
                                "DELIGATE_EDGE_ID", "edge-2",
                                "DELIGATE_KAFKA_BOOTSTRAP", platform.address("kafka"),
                                "DELIGATE_CLUSTER", platform.address("cluster")),
                        "mqtt-edge")) {
            second.awaitLine("mqtt-edge is ready");
            RegistryApi registry = RegistryApi.of(platform, data);
            String key = registry.newProduct(MODEL, "KQ");
            try (FakeDevice gone = device(second.port("mqtt"), "gone", key).connect();
                    FakeDevice moves = device(second.port("mqtt"), "moves", key).connect()) {
                for (FakeDevice device : new FakeDevice[] {gone, moves}) {
                    Await.untilAsserted(
                            SOON,
                            () -> assertThat(presence(registry, device.id())).isEqualTo("online at edge-2"));
                }
                second.kill();
                long killed = System.nanoTime();
                gone.awaitClosed(SOON);
                try (FakeDevice moved =
                        device(platform.port("mqtt-edge"), "moves", key).connect()) {
                    ask(platform.address("kafka"), gone.id());
                    ask(platform.address("kafka"), moved.id());
                    Await.untilAsserted(
                            RIGHT_AGAIN,
                            () -> assertThat(presence(registry, gone.id())).isEqualTo("offline"));
                    Map<String, String> outcomes = outcomes(platform.address("kafka"));
                    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(RIGHT_AGAIN);
                    assertThat(outcomes).containsEntry(gone.id(), "offline").containsEntry(moved.id(), "delivered");
                    assertThat(presence(registry, moved.id())).isEqualTo("online at edge-1");
                    assertThat(moved.next(SOON).json()).isEqualTo("{\"mid\":\"7\",\"action\":301}");
                }
            }
        }
    }

    private static FakeDevice device(int port, String name, String key) {
        return FakeDevice.onPort(port, MODEL + "_" + name).productKey(MODEL, key);
    }

    private static String presence(RegistryApi registry, String id) throws Exception {
        JsonNode device = registry.get("/v1/devices/" + id).body();
        return device.path("online").asBoolean()
                ? "online at " + device.path("edge").asText()
                : "offline";
    }

    /** As whoever has not heard yet that the edge is gone. */
    private static void ask(String kafka, String id) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var record = new ProducerRecord<>(
                    "deli.down.edge-2", id, "{\"mid\":\"7\",\"action\":301}".getBytes(StandardCharsets.UTF_8));
            record.headers().add("deli-receipt", "test".getBytes(StandardCharsets.US_ASCII));
            record.headers().add("deli-message-id", id.getBytes(StandardCharsets.US_ASCII));
            var unused = producer.send(record).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** The first outcome of each message, when there are two. */
    private static Map<String, String> outcomes(String kafka) {
        Map<String, String> outcomes = new HashMap<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("deli.receipts").stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Await.untilAsserted(RIGHT_AGAIN, () -> {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    outcomes.putIfAbsent(
                            record.key(),
                            JSON.readTree(record.value()).path("outcome").asText());
                }
                assertThat(outcomes).hasSize(2);
            });
        }
        return outcomes;
    }
}
