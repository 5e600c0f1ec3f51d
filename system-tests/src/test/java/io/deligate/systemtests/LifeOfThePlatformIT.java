package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping and starting again. */
class LifeOfThePlatformIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final String MODEL = "DL3785W";

    @TempDir
    private Path folder;

    @Test
    void stopsInOrderWithinTenSecondsAndGoesOnWhereItWas() throws Exception {
        Path data = folder.resolve("data");
        String key;
        try (DeligateProcess first = DeligateProcess.up(data)) {
            key = RegistryApi.of(first, data).newProduct(MODEL, "KQ");
            try (FakeDevice device = connect(first, key)) {
                assertThat(lastAccess(device)).isZero();
                first.terminate();
                assertThat(first.exitCode(STOPS_WITHIN)).isZero();
            }
            assertThat(first.output()).contains("deligate has stopped");
        }

        try (DeligateProcess second = DeligateProcess.up(data)) {
            RegistryApi registry = RegistryApi.of(second, data);
            assertThat(registry.get("/v1/products/" + MODEL).status()).isEqualTo(200);
            Await.untilAsserted(
                    SOON,
                    () -> assertThat(registry.get("/v1/devices/" + MODEL + "_1")
                                    .body()
                                    .get("online")
                                    .asBoolean())
                            .isFalse());
            try (FakeDevice device = connect(second, key)) {
                assertThat(lastAccess(device)).isPositive();
            }
        }
    }

    @Test
    void goesOnAfterAKillAndNobodyStaysOnlineWhoIsNot() throws Exception {
        Path data = folder.resolve("data");
        String key;
        try (DeligateProcess first = DeligateProcess.up(data)) {
            RegistryApi registry = RegistryApi.of(first, data);
            key = registry.newProduct(MODEL, "KQ");
            try (FakeDevice device = connect(first, key)) {
                Await.until(
                        SOON,
                        "online",
                        () -> registry.get("/v1/devices/" + device.id())
                                .body()
                                .path("online")
                                .asBoolean());
                first.kill();
                assertThat(first.exitCode(SOON)).isNotZero();
            }
        }

        try (DeligateProcess second = DeligateProcess.up(data)) {
            RegistryApi registry = RegistryApi.of(second, data);
            Await.until(
                    SOON,
                    "offline",
                    () -> !registry.get("/v1/devices/" + MODEL + "_1")
                            .body()
                            .get("online")
                            .asBoolean());
            try (FakeDevice device = connect(second, key)) {
                assertThat(lastAccess(device)).isPositive();
            }
        }
    }

    private static FakeDevice connect(DeligateProcess platform, String key) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_1")
                .productKey(MODEL, key)
                .connect();
    }

    private static long lastAccess(FakeDevice device) throws Exception {
        JsonNode reply =
                JSON.readTree(device.request("{\"mid\":\"1\",\"action\":102}").json());
        return reply.at("/data/last_access").asLong();
    }
}
