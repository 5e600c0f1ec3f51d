package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device of anyone's making talks to the platform that {@code ./deligate up} started. */
@ExtendWith(SharedPlatform.Extension.class)
class DeviceTalksIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String MODEL = "DL3785W";

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;

    @BeforeAll
    static void start(SharedPlatform shared) throws Exception {
        platform = shared.process();
        registry = shared.registry();
        productKey = registry.newProduct(MODEL, "KQ");
    }

    private static FakeDevice device(String serial) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey);
    }

    private static JsonNode ask(FakeDevice device, String request) throws Exception {
        return JSON.readTree(device.request(request).json());
    }

    @Test
    @Tag("R1")
    @Tag("R71")
    void connectsWithTheDocumentsPasswordAndGetsTheTime() throws Exception {
        try (FakeDevice device = device("time").connect()) {
            JsonNode reply = ask(device, "{\"mid\":\"1\",\"action\":100,\"time\":0}");

            assertThat(reply.get("mid").asText()).isEqualTo("1");
            assertThat(reply.get("action").asInt()).isEqualTo(100);
            assertThat(reply.at("/data/code").asInt()).isZero();
            assertThat(reply.get("time").asLong())
                    .isBetween(Instant.now().getEpochSecond() - 5, Instant.now().getEpochSecond() + 1);
        }
    }

    @Test
    @Tag("R3")
    @Tag("R5")
    void isRefusedWithAWrongPasswordAndAnUnknownModel() throws Exception {
        try (FakeDevice wrong = device("wrong").credentials(MODEL, "00000000000000000000000000000000");
                FakeDevice unknown = FakeDevice.onPort(platform.port("mqtt-edge"), "NOSUCH_1")
                        .productKey("NOSUCH", productKey)) {
            assertThat(wrong.tryConnect()).isEqualTo(4);
            assertThat(unknown.tryConnect()).isEqualTo(4);
        }
        assertThat(registry.get("/v1/devices/" + MODEL + "_wrong").status()).isEqualTo(404);
    }

    @Test
    @Tag("R81")
    @Tag("R89")
    @Tag("R92")
    @Tag("R93")
    void isLockedAndUnlockedInMidSession() throws Exception {
        String alarm = "{\"mid\":\"a\",\"action\":105,\"data\":{\"code\":7,\"msg\":\"too hot\"}}";
        try (FakeDevice device = device("lock").connect()) {
            String path = "/v1/devices/" + device.id();
            assertThat(ask(device, alarm).at("/data/code").asInt()).isZero();
            Await.until(SOON, "known", () -> registry.get(path).status() == 200);
            Await.until(
                    SOON,
                    "its alarm",
                    () -> registry.get(path + "/alarms")
                            .body()
                            .at("/items/0/msg")
                            .asText()
                            .equals("too hot"));

            assertThat(registry.post(path + ":lock", "").status()).isEqualTo(200);
            Await.until(
                    SOON, "locked", () -> ask(device, alarm).at("/data/code").asInt() == 105);
            JsonNode status = ask(device, "{\"mid\":\"b\",\"action\":102}");
            assertThat(status.at("/data/code").asInt()).isZero();
            assertThat(status.at("/data/status").asInt()).isZero();
            assertThat(ask(device, "{\"mid\":\"c\",\"action\":100}")
                            .at("/data/code")
                            .asInt())
                    .isZero();

            assertThat(registry.post(path + ":unlock", "").status()).isEqualTo(200);
            Await.until(
                    SOON, "unlocked", () -> ask(device, alarm).at("/data/code").asInt() == 0);
            assertThat(device.isConnected()).isTrue();
        }
    }

    @Test
    @Tag("R149")
    void isShownWithWhatWasRefusedToIt() throws Exception {
        try (FakeDevice device = device("refused").connect()) {
            Await.until(
                    SOON,
                    "known",
                    () -> registry.get("/v1/devices/" + device.id()).status() == 200);
            assertThat(ask(device, "{\"mid\":1,\"action\":102}")
                            .at("/data/code")
                            .asInt())
                    .isZero();
            device.publish("elsewhere", "{}".getBytes(StandardCharsets.UTF_8), 1);
            Await.until(
                    SOON,
                    "what it did wrong",
                    () -> registry.get("/v1/devices/" + device.id())
                            .body()
                            .get("last_error")
                            .asText()
                            .startsWith("uplink refused: wrong-topic ("));
        }
        try (FakeDevice again = device("refused").connect()) {
            assertThat(again.isConnected()).isTrue();
        }
        try (FakeDevice wrong = device("refused").credentials(MODEL, "00000000000000000000000000000000")) {
            assertThat(wrong.tryConnect()).isEqualTo(4);
            Await.until(
                    SOON,
                    "the wrong password",
                    () -> registry.get("/v1/devices/" + wrong.id())
                            .body()
                            .get("last_error")
                            .asText()
                            .startsWith("connect refused: bad-password ("));
        }
    }

    @Test
    @Tag("R38")
    void isDisconnectedWhenItPublishesToAForeignTopic() {
        try (FakeDevice device = device("foreign").connect()) {
            device.publish("KQ/" + MODEL, "{}".getBytes(StandardCharsets.UTF_8), 1);

            device.awaitClosed(SOON);
        }
    }

    @Test
    @Tag("R10")
    @Tag("R72")
    @Tag("R76")
    @Tag("R78")
    @Tag("R80")
    void reportsItselfAndIsFoundInTheRegistry() throws Exception {
        long connectedAfter = Instant.now().getEpochSecond();
        try (FakeDevice device = device("report").connect()) {
            JsonNode first = ask(device, "{\"mid\":1,\"action\":102}");
            JsonNode report = ask(
                    device,
                    "{\"mid\":2,\"action\":101,\"data\":{\"name\":\"Gate 1\",\"product_version\":\"1.5\",\"properties\":{\"p1\":\"v1\"}}}");
            JsonNode second = ask(device, "{\"mid\":3,\"action\":102}");

            assertThat(first.at("/data/status").asInt()).isEqualTo(1);
            assertThat(first.at("/data/group_id").isNull()).isTrue();
            assertThat(first.at("/data/last_access").asLong()).isZero();
            assertThat(report.at("/data/code").asInt()).isZero();
            assertThat(second.at("/data/product_version").asText()).isEqualTo("1.5");
            Await.untilAsserted(SOON, () -> {
                JsonNode known = registry.get("/v1/devices/" + device.id()).body();
                assertThat(known.get("product").asText()).isEqualTo(MODEL);
                assertThat(known.get("name").asText()).isEqualTo("Gate 1");
                assertThat(known.get("status").asText()).isEqualTo("normal");
                assertThat(known.get("product_version").asText()).isEqualTo("1.5");
                assertThat(known.at("/properties/p1").asText()).isEqualTo("v1");
                assertThat(known.get("online").asBoolean()).isTrue();
                assertThat(known.get("edge").asText()).isEqualTo("edge-1");
            });
        }
        Await.until(
                SOON,
                "offline",
                () -> !registry.get("/v1/devices/" + MODEL + "_report")
                        .body()
                        .get("online")
                        .asBoolean());
        try (FakeDevice again = device("report").connect()) {
            long lastAccess = ask(again, "{\"mid\":4,\"action\":102}")
                    .at("/data/last_access")
                    .asLong();

            assertThat(lastAccess).isBetween(connectedAfter - 2, Instant.now().getEpochSecond());
        }
    }

    @Test
    @Tag("R30")
    @Tag("R31")
    @Tag("R32")
    void maySubscribeItsTwoTopicsOnly() {
        try (FakeDevice device = device("subscribe").connect()) {
            assertThat(device.subscribe(1, "KQ", "KQ/" + MODEL, "device", "#", "KQ/OTHER"))
                    .isEqualTo(List.of(1, 1, 128, 128, 128));
            assertThat(device.request("{\"mid\":\"1\",\"action\":100}")
                            .envelope()
                            .action())
                    .isEqualTo(100);
        }
    }

    @Test
    @Tag("R18")
    void leavesItsOldConnectionWhenItConnectsAgain() throws Exception {
        try (FakeDevice older = device("twice").connect();
                FakeDevice newer = device("twice").connect()) {
            older.awaitClosed(SOON);
            assertThat(ask(newer, "{\"mid\":\"1\",\"action\":100}")
                            .at("/data/code")
                            .asInt())
                    .isZero();
            Await.until(
                    SOON,
                    "online",
                    () -> registry.get("/v1/devices/" + MODEL + "_twice")
                            .body()
                            .path("online")
                            .asBoolean());
        }
    }

    @Test
    void putsItsRequestOntoTheTopicOfItsFamily() throws Exception {
        String request = "{\"mid\":\"kafka\",\"action\":100,\"time\":0}";
        try (FakeDevice device = device("kafka").connect()) {
            var unused = device.request(request);
        }

        ConsumerRecord<String, String> record = Await.untilPresent(
                SOON,
                "the record",
                () -> recordsOf("deli.up.1xx").stream()
                        .filter(each -> each.key().equals(MODEL + "_kafka"))
                        .findFirst());
        assertThat(record.value()).isEqualTo(request);
        assertThat(new String(record.headers().lastHeader("deli-edge").value(), StandardCharsets.US_ASCII))
                .isEqualTo("edge-1");
        assertThat(new String(record.headers().lastHeader("deli-product").value(), StandardCharsets.US_ASCII))
                .isEqualTo(MODEL);
        assertThat(record.headers().lastHeader("deli-epoch")).isNotNull();
        assertThat(record.headers().lastHeader("deli-received")).isNotNull();
        assertThat(record.headers().lastHeader("deli-message-id")).isNotNull();
    }

    private static List<ConsumerRecord<String, String>> recordsOf(String topic) {
        Properties config = new Properties();
        config.putAll(Map.of(
                "bootstrap.servers",
                platform.address("kafka"),
                "group.id",
                "system-tests-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest"));
        List<ConsumerRecord<String, String>> found = new java.util.ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            Instant end = Instant.now().plusSeconds(5);
            while (Instant.now().isBefore(end) && found.isEmpty()) {
                consumer.poll(Duration.ofMillis(500)).forEach(found::add);
            }
            consumer.poll(Duration.ofMillis(500)).forEach(found::add);
        }
        return found;
    }

    @Test
    @Tag("R134")
    void findsTheEdgeInTheAccessList() throws Exception {
        Await.untilAsserted(SOON, () -> {
            JsonNode list = registry.get("/access_list").body();
            assertThat(list.get("MQTT").get(0).asText()).isEqualTo(platform.address("mqtt-edge"));
        });
    }

    @Test
    void showsHealthAndMetricsOnTheManagementPort() throws Exception {
        try (FakeDevice device = device("metrics").connect()) {
            var unused = device.request("{\"mid\":\"1\",\"action\":100}");

            assertThat(management("/health/live").statusCode()).isEqualTo(200);
            assertThat(management("/health/ready").statusCode()).isEqualTo(200);
            assertThat(management("/metrics").body())
                    .contains(
                            "deligate_edge_connections",
                            "deligate_edge_degraded",
                            "deligate_edge_connects_total{result=\"accepted\"}",
                            "deligate_edge_uplinks_total{family=\"1xx\",result=\"stored\"}",
                            "deligate_edge_downlinks_total{result=\"delivered\"}",
                            "deligate_edge_puback_seconds_bucket",
                            "deligate_request_seconds_bucket{action=\"100\"",
                            "deligate_dispatcher_requests_total{action=\"100\",code=\"0\"}");
        }
    }

    private static HttpResponse<String> management(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(platform.address("management") + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Tag("R148")
    void showsNoSecretInItsOutput() throws Exception {
        assertThat(platform.output()).doesNotContain(productKey);
        assertThat(registry.get("/v1/products/" + MODEL).body().toString()).doesNotContain(productKey);
    }
}
