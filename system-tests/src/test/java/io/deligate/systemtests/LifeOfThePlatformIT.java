package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, stopping and starting again, and what is said when that is not possible. */
class LifeOfThePlatformIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final Duration FAILS_WITHIN = Duration.ofSeconds(60);
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

    @ParameterizedTest
    @ValueSource(strings = {"MQTT", "REGISTRY", "KAFKA", "POSTGRES", "MANAGEMENT"})
    void namesThePortThatIsInUse(String part) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DeligateProcess failing = DeligateProcess.start(
                        Map.of("DELIGATE_" + part + "_PORT", Integer.toString(taken.getLocalPort())),
                        "up",
                        "--data",
                        folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("port " + taken.getLocalPort() + " is in use")
                            .contains("DELIGATE_" + part + "_PORT"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka/meta.properties", "postgres/PG_VERSION"})
    void namesTheDamagedPartOfItsData(String file) throws Exception {
        Path data = folder.resolve("data");
        DeligateProcess.up(data).close();
        Path damaged;
        try (var files = Files.walk(data)) {
            damaged = files.filter(each -> each.endsWith(Path.of(file).getFileName()))
                    .filter(each -> each.startsWith(data.resolve(file.substring(0, file.indexOf('/')))))
                    .findFirst()
                    .orElseThrow();
        }
        var unused = Files.writeString(damaged, "\u0000garbage");

        try (DeligateProcess failing = DeligateProcess.start(Map.of(), "up", "--data", data.toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(data.toString()));
        }
    }

    @Test
    void refusesASecondPlatformOnTheSameData() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess first = DeligateProcess.up(data);
                DeligateProcess second = DeligateProcess.start(Map.of(), "up", "--data", data.toString())) {
            assertThat(second.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(second))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("another running process"));
            assertThat(first.lines()).contains("deligate is ready");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELIGATE_MQTT_PROT", "DELIGATE_NO_SUCH_THING"})
    void namesASettingItDoesNotKnow(String name) throws Exception {
        try (DeligateProcess failing = DeligateProcess.start(
                Map.of(name, "1"), "up", "--data", folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(2);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(name));
        }
    }

    @Test
    void namesASettingWithABadValue() throws Exception {
        try (DeligateProcess failing = DeligateProcess.start(
                Map.of("DELIGATE_MQTT_PORT", "many"),
                "up",
                "--data",
                folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(2);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).contains("DELIGATE_MQTT_PORT").contains("expected"));
        }
    }

    /** The lines that say why: neither ready lines nor the log. */
    private static java.util.List<String> complaints(DeligateProcess process) {
        return process.lines().stream()
                .filter(line -> line.startsWith("deligate: ") && line.contains("expected"))
                .toList();
    }
}
