package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What all services write to their log, as a collector of logs reads it: who a line is about stands in fields, and nothing
 * that a device or an app wrote for somebody else stands in it at all.
 */
class LogFieldsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "LOG1";
    /** A port where no collector of traces listens. */
    private static final int NOBODY = 1;

    private static final String PRIVATE = "pr1vate-to-all";

    @TempDir
    private static Path folder;

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;
    private static String adminKey;

    @BeforeAll
    static void up() throws Exception {
        Path data = folder.resolve("data");
        platform = DeligateProcess.start(
                Map.of(
                        "DELIGATE_LOG_FORMAT",
                        "json",
                        "DELIGATE_LOG_LEVEL",
                        "debug",
                        "DELIGATE_TRACING_ENDPOINT",
                        "http://127.0.0.1:" + NOBODY + "/v1/traces",
                        "DELIGATE_TRACING_SAMPLE",
                        "1"),
                "up",
                "--data",
                data.toString());
        platform.awaitLine("deligate is ready");
        registry = RegistryApi.of(platform, data);
        adminKey = Files.readString(data.resolve("admin-key")).strip();
        productKey = registry.newProduct(MODEL, "KQ");
    }

    @AfterAll
    static void down() {
        platform.close();
        assertThat(platform.output())
                .as("what is nobody's business but the receiver's")
                .doesNotContain(PRIVATE, productKey, adminKey);
    }

    private static FakeDevice device(String serial) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey)
                .connect();
    }

    /** The log's lines that hold the text; there are many others. */
    private static Stream<JsonNode> lines(String text) {
        return platform.lines().stream()
                .filter(line -> line.startsWith("{") && line.contains(text))
                .map(LogFieldsIT::json);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("no JSON: " + line, broken);
        }
    }

    /** The line of that class with that message about that mid. */
    private static JsonNode line(String logger, String message, String mid) {
        return Await.untilPresent(
                SOON,
                logger + ": " + message + " " + mid,
                () -> lines(mid)
                        .filter(line -> line.path("logger_name").asText().endsWith("." + logger))
                        .filter(line -> line.path("message").asText().equals(message))
                        .filter(line -> line.path("mid").asText().equals(mid))
                        .findFirst());
    }

    private static void assertAbout(JsonNode line, String device, int action) {
        assertThat(line.path("device_id").asText()).as(line.toString()).isEqualTo(device);
        assertThat(line.path("action").asInt()).as(line.toString()).isEqualTo(action);
        assertThat(line.path("message").asText()).as(line.toString()).doesNotContain(device);
    }

    private static String message(String mid, int action, String more) {
        return "{\"mid\":\"" + mid + "\",\"action\":" + action + more + ",\"data\":{\"cmd\":\"c\",\"payload\":\""
                + PRIVATE + "\"}}";
    }

    @Test
    void theEdgeSaysWhoseMessageItRefuses() throws Exception {
        try (FakeDevice device = device("edge")) {
            device.publish(message("edge-1", 100, ",\"from\":\"SOMEBODY_ELSE\""), 1)
                    .get();

            assertAbout(line("DeviceUplink", "uplink refused", "edge-1"), device.id(), 100);
        }
    }

    @Test
    void sessionsAreOfADevice() {
        String id;
        try (FakeDevice device = device("session")) {
            id = device.id();
            device.disconnect();
        }
        for (String message : List.of("session opened", "session ended")) {
            assertThat(Await.untilPresent(
                            SOON,
                            message,
                            () -> lines(message)
                                    .filter(line ->
                                            line.path("message").asText().equals(message))
                                    .filter(line ->
                                            line.path("device_id").asText().equals(id))
                                    .findFirst()))
                    .as(message)
                    .isNotNull();
        }
    }

    @Test
    void theDispatcherSaysWhoseRequestItRefuses() throws Exception {
        try (FakeDevice device = device("asks")) {
            device.publish("{\"mid\":\"ask-1\",\"action\":105,\"data\":{\"code\":\"" + PRIVATE + "\"}}", 1)
                    .get();

            assertAbout(line("RequestHandler", "request refused", "ask-1"), device.id(), 105);
        }
    }

    @Test
    void theRegistrySaysWhoseAnswerItPassesOver() throws Exception {
        try (FakeDevice device = device("answers")) {
            device.publish(message("answer-1", 200, ""), 1).get();

            assertAbout(line("AnswerReader", "answer passed over", "answer-1"), device.id(), 200);
        }
    }

    @Test
    void theBridgeSaysWhoseMessageItRefusesInEitherDirection() throws Exception {
        long id = registry.post("/v1/apps", "{\"name\":\"App\",\"products\":[\"" + MODEL + "\"]}")
                .body()
                .get("service_id")
                .asLong();
        try (FakeDevice device = device("talks");
                AppEnd app = new AppEnd(platform.address("kafka"), id)) {
            device.publish(message("up-1", 300, ""), 1).get();
            assertAbout(line("MessageHandler", "message to apps refused", "up-1"), device.id(), 300);

            Await.until(
                    SOON,
                    "known",
                    () -> registry.get("/v1/devices/" + device.id()).status() == 200);
            app.send(device.id(), message("down-1", 301, ",\"to\":\"" + device.id() + "\""));
            JsonNode refused = line("OutHandler", "message to a device refused", "down-1");
            assertAbout(refused, device.id(), 301);
            assertThat(refused.path("app_id").asText()).isEqualTo(Long.toString(id));
        }
    }

    @Test
    void whatCannotBeProcessedSaysWhoseItIs() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", platform.address("kafka"));
        try (var stranger = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var unused = stranger.send(new ProducerRecord<>("deli.up.3xx", "D_1", message("dead-1", 300, "")));
            stranger.flush();

            assertAbout(
                    Await.untilPresent(
                            SOON,
                            "the dead letter",
                            () -> lines("dead-1")
                                    .filter(line -> line.path("mid").asText().equals("dead-1"))
                                    .filter(line ->
                                            line.path("logger_name").asText().endsWith("KeyedConsumer"))
                                    .findFirst()),
                    "D_1",
                    300);
        }
    }

    @Test
    void whatTheTracingLibraryComplainsOfIsALineLikeOurs() throws Exception {
        try (FakeDevice device = device("traced")) {
            device.publish("{\"mid\":\"traced-1\",\"action\":100}", 1).get();

            JsonNode complaint = Await.untilPresent(
                    SOON.multipliedBy(2),
                    "a complaint of the missing collector",
                    () -> lines("xporter")
                            .filter(line -> line.path("logger_name").asText().startsWith("i.o."))
                            .filter(line -> line.path("level").asText().matches("WARN|ERROR"))
                            .findFirst());
            assertThat(complaint.path("message").asText()).contains("export");
            assertThat(platform.lines()).noneMatch(line -> line.matches("(SEVERE|WARNING|INFO): .*"));
        }
    }
}
