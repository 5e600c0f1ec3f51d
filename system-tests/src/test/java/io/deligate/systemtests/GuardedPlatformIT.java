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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform on a Kafka that grants it and its apps what the guide for app developers prints, and nothing else. */
class GuardedPlatformIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "DL3785W";
    private static final String DEVICE = MODEL + "_GUARDED";

    @TempDir
    private Path folder;

    @Test
    @Tag("R114")
    @Tag("R127")
    void worksWithTheRightsOfTheGuideAndSoDoItsApps() throws Exception {
        AppRights rights = AppRights.read();
        try (GuardedKafka kafka = GuardedKafka.start();
                DeligateProcess platform = up(kafka, kafka.user("deligate", rights.commands("platform")))) {
            RegistryApi registry = RegistryApi.of(platform, folder.resolve("data"));
            String key = registry.newProduct(MODEL, "KQ");
            long id = registry.post("/v1/apps", "{\"name\":\"Guarded\",\"products\":[\"" + MODEL + "\"]}")
                    .body()
                    .get("service_id")
                    .asLong();
            AppCredentials user = kafka.user("app-" + id, rights.commandsOfApp(id));
            try (FakeApp app = FakeApp.open(kafka.bootstrap(), "deli.", id, user);
                    FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), DEVICE)
                            .productKey(MODEL, key)
                            .connect()) {
                bind(registry, id);
                device.publish("{\"mid\":\"up\",\"action\":300,\"data\":{\"cmd\":\"hello\"}}", 1)
                        .get();
                assertThat(app.next(SOON, FakeApp.holding("\"mid\":\"up\"")).key())
                        .isEqualTo(DEVICE);

                app.send("down", DEVICE, "{\"cmd\":\"hello\"}");
                assertThat(FakeApp.text(app.next(SOON, FakeApp.holding("\"mid\":\"down\""))))
                        .contains("\"code\":0,");
                byte[] forged = "{}".getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> app.send(new ProducerRecord<>("deli.down.edge-1", DEVICE, forged)))
                        .isInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    private static void bind(RegistryApi registry, long id) throws Exception {
        Await.until(
                SOON,
                "the device to be known",
                () -> registry.get("/v1/devices/" + DEVICE).status() == 200);
        assertThat(registry.put("/v1/devices/" + DEVICE + "/apps/" + id).status())
                .isEqualTo(200);
    }

    private DeligateProcess up(GuardedKafka kafka, AppCredentials user) throws Exception {
        Map<String, String> env = new HashMap<>(Map.of("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap()));
        user.properties()
                .forEach((name, value) -> env.put(
                        "DELIGATE_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        DeligateProcess started = DeligateProcess.start(
                env, "up", "--data", folder.resolve("data").toString());
        started.awaitLine("deligate is ready");
        return started;
    }
}
