package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestPostgres;
import io.deligate.testkit.app.AppRights;
import io.deligate.testkit.app.FakeApp;
import io.deligate.testkit.app.GuardedKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service in processes of its own, two of those that keep data, each told by its environment alone where the rest is,
 * on a Kafka that grants each what {@code k8s/components/strimzi} does and nothing else.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeparateProcessesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);
    private static final String MODEL = "SEP1";
    private static final String ADMIN_KEY = "the-admin-key-of-separate-processes";
    private static final byte[] FILE = "a firmware for all".getBytes(StandardCharsets.UTF_8);
    private static final String SMALL = "-Xmx112m -XX:MaxDirectMemorySize=64m -XX:TieredStopAtLevel=1";

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;
    private static TestPostgres postgres;
    private static final Map<String, Map<String, String>> logins = new HashMap<>();
    private static final Map<String, DeligateProcess> processes = new LinkedHashMap<>();
    private static RegistryApi one;
    private static RegistryApi two;
    private static String productKey;

    @BeforeAll
    static void start() throws Exception {
        kafka = GuardedKafka.start();
        ServiceRights rights = ServiceRights.read();
        makeTopics();
        for (String service : List.of("mqtt-edge", "dispatcher", "app-bridge", "registry-service", "ota-service")) {
            logins.put(service, login(service, rights));
        }
        postgres = TestPostgres.start();
        String database = postgres.newDatabase("separate").uri();
        int first = freePort();
        int second = freePort();
        Map<String, String> shared = new HashMap<>(Map.of(
                "DELIGATE_JAVA_OPTS",
                SMALL,
                "DELIGATE_KAFKA_BOOTSTRAP",
                kafka.bootstrap(),
                "DELIGATE_POSTGRES_URI",
                database,
                "DELIGATE_CLUSTER",
                "127.0.0.1:" + first + ",127.0.0.1:" + second,
                "DELIGATE_ADMIN_KEY",
                ADMIN_KEY,
                "DELIGATE_SECRET_KEY",
                "the-secret-key-of-separate-processes",
                "DELIGATE_OTA_PUBLIC_URL",
                "http://files.example.org/"));
        Map<String, String> files =
                Map.of("DELIGATE_OTA_FOLDER", folder.resolve("firmware").toString());
        launch("registry-1", "registry-service", shared, Map.of("DELIGATE_CLUSTER_PORT", "" + first));
        launch("registry-2", "registry-service", shared, Map.of("DELIGATE_CLUSTER_PORT", "" + second));
        launch("dispatcher", "dispatcher", shared, Map.of());
        launch("app-bridge", "app-bridge", shared, Map.of());
        launch("edge-1", "mqtt-edge", shared, Map.of("DELIGATE_EDGE_ID", "edge-1"));
        processes.get("registry-1").awaitLine("registry-service is ready");
        processes.get("registry-2").awaitLine("registry-service is ready");
        launch("ota-1", "ota-service", shared, files);
        launch("ota-2", "ota-service", shared, files);
        for (String each : processes.keySet()) {
            Await.until(Duration.ofMinutes(2), each + " is ready", () -> isReady(each));
        }
        one = RegistryApi.at(processes.get("registry-1").port("registry"), ADMIN_KEY);
        two = RegistryApi.at(processes.get("registry-2").port("registry"), ADMIN_KEY);
        productKey = one.newProduct(MODEL, "KQ");
    }

    @AfterAll
    static void stop() {
        processes.values().forEach(DeligateProcess::terminate);
        processes.values().forEach(DeligateProcess::close);
        kafka.close();
        postgres.close();
    }

    private static void launch(String name, String service, Map<String, String> shared, Map<String, String> own)
            throws IOException {
        Map<String, String> settings = new HashMap<>(shared);
        settings.putAll(logins.get(service));
        settings.putAll(own);
        processes.put(name, DeligateProcess.start(settings, service));
    }

    /** As Strimzi would make them from the same component; the services may not make them. */
    private static void makeTopics() throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        var file = DeligateProcess.home().resolve("k8s/components/strimzi/topics.yaml");
        List<NewTopic> topics = new ArrayList<>();
        try (var parser = yaml.createParser(file.toFile());
                var all = yaml.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
            all.forEachRemaining(topic -> {
                Map<String, String> config = new HashMap<>();
                topic.at("/spec/config")
                        .properties()
                        .forEach(each ->
                                config.put(each.getKey(), each.getValue().asText()));
                // one broker here
                config.remove("min.insync.replicas");
                topics.add(new NewTopic(
                                topic.at("/metadata/name").asText(),
                                topic.at("/spec/partitions").asInt(),
                                (short) 1)
                        .configs(config));
            });
        }
        kafka.make(topics);
    }

    private static Map<String, String> login(String service, ServiceRights rights) {
        Map<String, String> login = new HashMap<>();
        kafka.user("deligate-" + service, rights.of(service))
                .properties()
                .forEach((name, value) -> login.put(
                        "DELIGATE_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        return login;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Eight processes that start at once take their time, and may leave a question unanswered. */
    private static boolean isReady(String process) throws Exception {
        try {
            return processes.get(process).hasAddress("management")
                    && health(process, "ready").statusCode() == 200;
        } catch (HttpTimeoutException busy) {
            return false;
        }
    }

    private static HttpResponse<String> health(String process, String kind) throws Exception {
        String address = processes.get(process).address("management").replace("0.0.0.0", "127.0.0.1");
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(address + "/health/" + kind))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                BodyHandlers.ofString());
    }

    private static FakeDevice device(String name) {
        return FakeDevice.onPort(processes.get("edge-1").port("mqtt"), MODEL + "_" + name)
                .productKey(MODEL, productKey);
    }

    /** Refused with 0x03 while the cluster sorts itself out, a device comes back. */
    private static FakeDevice connectedInTheEnd(String name) {
        return Await.untilPresent(SOON, name + " to be let in", () -> {
            FakeDevice device = device(name);
            return device.tryConnect() == 0 ? Optional.of(device) : Optional.empty();
        });
    }

    private static JsonNode ota(String process, String method, String path, byte[] body, String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + processes.get(process).port("ota") + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        var answer = HTTP.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private static JsonNode post(String process, String path, String json) throws Exception {
        return ota(process, "POST", path, json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @Test
    @Order(1)
    void theyMeetOnKafkaTheDatabaseAndTheCluster() throws Exception {
        assertThat(two.get("/v1/products/" + MODEL).status()).isEqualTo(200);
        try (FakeDevice device = device("met").connect()) {
            assertThat(device.request("{\"mid\":\"1\",\"action\":100}", SOON).json())
                    .contains("\"code\":0");
            for (RegistryApi each : new RegistryApi[] {one, two}) {
                Await.untilAsserted(
                        SOON,
                        () -> assertThat(each.get("/v1/devices/" + device.id())
                                        .body()
                                        .path("edge")
                                        .asText())
                                .isEqualTo("edge-1"));
                assertThat(each.get("/access_list").body().path("MQTT")).hasSize(1);
            }
        }
    }

    @Test
    @Order(2)
    void whatOneRegistryChangesTheOtherAndTheEdgeSeeAtOnce() throws Exception {
        try (FakeDevice device = device("locked").connect()) {
            Await.until(
                    SOON,
                    "the registry to know the device",
                    () -> two.get("/v1/devices/" + device.id()).status() == 200);
            assertThat(two.post("/v1/devices/" + device.id() + ":ban", "{}").status())
                    .isEqualTo(200);
            device.awaitClosed(SOON);
            assertThat(one.get("/v1/devices/" + device.id())
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("banned");
            assertThat(device("locked").tryConnect()).isPositive();
        }
    }

    @Test
    @Order(3)
    void aRolloutMadeAtOneOtaServiceAndStartedAtTheOtherOffersOnce() throws Exception {
        JsonNode firmware = ota(
                "ota-1",
                "POST",
                "/v1/firmware?product=" + MODEL + "&version=2.0&upgrade_type=normal",
                FILE,
                "application/octet-stream");
        String file = URI.create(firmware.path("file_path").asText()).getPath();
        try (FakeDevice device = device("updated").connect()) {
            assertThat(device.subscribe(1, "KQ/" + MODEL)).containsExactly(1);
            assertThat(device.request("{\"mid\":\"v\",\"action\":101,\"data\":{\"product_version\":\"1.0\"}}", SOON)
                            .json())
                    .contains("\"code\":0");
            String rollout = post("ota-1", "/v1/rollouts", """
                    {"firmware_id":"%s","stages":[{"share":1}],"confirm_jump":true}""".formatted(
                                    firmware.path("firmware_id").asText()))
                    .path("rollout_id")
                    .asText();
            device.replies().clear();
            assertThat(post("ota-2", "/v1/rollouts/" + rollout + ":start", "{}")
                            .path("state")
                            .asText())
                    .isEqualTo("running");
            assertThat(device.next(SOON).json()).contains("\"2.0\"");
            for (String each : new String[] {"ota-1", "ota-2"}) {
                Await.untilAsserted(
                        SOON,
                        () -> assertThat(ota(each, "GET", "/v1/rollouts/" + rollout, new byte[0], "text/plain")
                                        .at("/counts/offered")
                                        .asInt())
                                .isEqualTo(1));
                var found = HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + processes.get(each).port("ota") + file))
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(found.statusCode()).isEqualTo(200);
                assertThat(found.body()).isEqualTo(FILE);
            }
            assertThat(device.replies()).as("a second offer").isEmpty();
            assertThat(post("ota-1", "/v1/rollouts/" + rollout + ":abort", "{}")
                            .path("state")
                            .asText())
                    .isEqualTo("aborted");
        }
    }

    @Test
    @Order(4)
    void anAppAndItsDeviceTalkBothWays() throws Exception {
        var made = two.post("/v1/apps", "{\"name\":\"Separate\",\"products\":[\"" + MODEL + "\"]}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        long id = made.body().path("service_id").asLong();
        var rights = AppRights.read().commandsOfApp(id);
        try (FakeApp app = FakeApp.open(kafka.bootstrap(), "deli.", id, kafka.user("app-" + id, rights));
                FakeDevice device = device("talks").connect()) {
            String path = "/v1/devices/" + device.id();
            Await.until(SOON, "the device to be known", () -> one.get(path).status() == 200);
            assertThat(one.put(path + "/apps/" + id).status()).isEqualTo(200);
            device.publish("{\"mid\":\"up\",\"action\":300,\"data\":{\"cmd\":\"hello\"}}", 1)
                    .get();
            assertThat(app.next(SOON, FakeApp.holding("\"mid\":\"up\"")).key()).isEqualTo(device.id());
            app.send("down", device.id(), "{\"cmd\":\"hello\"}");
            assertThat(FakeApp.text(app.next(SOON, FakeApp.holding("\"mid\":\"down\""))))
                    .contains("\"code\":0,");
            assertThat(one.get(path + "/messages").body().path("items")).isNotEmpty();
        }
    }

    @Test
    @Order(6)
    void theOtherReplicasGoOnWhenTheFirstOnesAreGone() throws Exception {
        processes.get("registry-1").kill();
        processes.get("ota-1").kill();
        try (FakeDevice device = connectedInTheEnd("after")) {
            assertThat(device.request("{\"mid\":\"1\",\"action\":100}", SOON).json())
                    .contains("\"code\":0");
            Await.untilAsserted(
                    SOON,
                    () -> assertThat(two.get("/v1/devices/" + device.id())
                                    .body()
                                    .path("online")
                                    .asBoolean())
                            .isTrue());
        }
        assertThat(ota("ota-2", "GET", "/v1/rollouts", new byte[0], "text/plain")
                        .path("items"))
                .hasSize(1);
    }

    @Test
    @Order(7)
    @Tag("R144")
    void anEdgeThatIsToldToStopTurnsUnreadyAndEndsInTime() throws Exception {
        assertThat(health("edge-1", "live").body()).contains("\"up\"");
        processes.get("edge-1").terminate();
        Await.until(SOON, "unready", () -> {
            try {
                return health("edge-1", "ready").statusCode() == 503;
            } catch (IOException gone) {
                return !processes.get("edge-1").isAlive();
            }
        });
        assertThat(processes.get("edge-1").exitCode(STOPS_WITHIN)).isZero();
    }
}
