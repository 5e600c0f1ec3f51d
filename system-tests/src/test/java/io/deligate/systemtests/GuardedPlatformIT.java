package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.testkit.Await;
import io.deligate.testkit.app.AppCredentials;
import io.deligate.testkit.app.AppRights;
import io.deligate.testkit.app.FakeApp;
import io.deligate.testkit.app.GuardedKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole platform on a Kafka that grants it and its apps what the guide for app developers prints, and nothing else. */
class GuardedPlatformIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "DL3785W";

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;
    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;

    @BeforeAll
    static void up() throws Exception {
        kafka = GuardedKafka.start();
        Path data = folder.resolve("data");
        Map<String, String> env = new HashMap<>(Map.of("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap()));
        kafka.user("deligate", AppRights.read().commands("platform"))
                .properties()
                .forEach((name, value) -> env.put(
                        "DELIGATE_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        platform = DeligateProcess.start(env, "up", "--data", data.toString());
        platform.awaitLine("deligate is ready");
        registry = RegistryApi.of(platform, data);
        productKey = registry.newProduct(MODEL, "KQ");
    }

    @AfterAll
    static void down() {
        if (platform != null) {
            platform.close();
        }
        kafka.close();
    }

    @Test
    @Tag("R114")
    @Tag("R127")
    void anAppTalksWithItsDevicesAndReachesNoOthers() throws Exception {
        long id = newApp();
        try (FakeApp app = FakeApp.open(kafka.bootstrap(), "deli.", id, user(id));
                FakeDevice device = device("talks", id)) {
            device.publish("{\"mid\":\"up\",\"action\":300,\"data\":{\"cmd\":\"hello\"}}", 1)
                    .get();
            assertThat(app.next(SOON, FakeApp.holding("\"mid\":\"up\"")).key()).isEqualTo(device.id());

            app.send("down", device.id(), "{\"cmd\":\"hello\"}");
            assertThat(FakeApp.text(app.next(SOON, FakeApp.holding("\"mid\":\"down\""))))
                    .contains("\"code\":0,");
            byte[] forged = "{}".getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> app.send(new ProducerRecord<>("deli.down.edge-1", device.id(), forged)))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ExampleApp.Language.class)
    void anExampleWorksWithItsCredentials(ExampleApp.Language language) throws Exception {
        long id = newApp();
        try (ExampleApp app = ExampleApp.prepared(language, folder.resolve(language.name()));
                FakeDevice device = device(language.name(), id)) {
            app.users("[{\"id\":\"7\",\"name\":\"Uncle Wang\"}]");
            app.credentials(user(id));
            app.start(kafka.bootstrap(), id);
            device.publish("{\"mid\":9007199254740993,\"action\":300,\"data\":{\"cmd\":\"user_sync\"}}", 1)
                    .get();

            Await.until(
                    SOON,
                    "the answer of " + app,
                    () -> device.replies().stream()
                            .anyMatch(received -> received.json().startsWith("{\"mid\":9007199254740993,")
                                    && received.json().contains("\"action\":301")
                                    && received.json().contains("Uncle Wang")));
        }
    }

    private static long newApp() throws Exception {
        return registry.post("/v1/apps", "{\"name\":\"Guarded\",\"products\":[\"" + MODEL + "\"]}")
                .body()
                .get("service_id")
                .asLong();
    }

    private static AppCredentials user(long id) throws Exception {
        return kafka.user("app-" + id, AppRights.read().commandsOfApp(id));
    }

    /** Connected and bound to the app. */
    private static FakeDevice device(String name, long app) throws Exception {
        FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + name)
                .productKey(MODEL, productKey)
                .connect();
        String path = "/v1/devices/" + device.id();
        Await.until(SOON, "the device to be known", () -> registry.get(path).status() == 200);
        assertThat(registry.put(path + "/apps/" + app).status()).isEqualTo(200);
        return device;
    }
}
