package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A release on its whole way: from the manager's file to the device's report, on what {@code ./deligate up} started. */
@ExtendWith(SharedPlatform.Extension.class)
class RolloutIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "RO1";
    private static final byte[] FILE = "the firmware of this test".getBytes(StandardCharsets.UTF_8);

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static OtaApi ota;
    private static String productKey;

    @BeforeAll
    static void up(SharedPlatform shared) throws Exception {
        platform = shared.process();
        registry = shared.registry();
        ota = shared.ota();
        productKey = registry.newProduct(MODEL, "KQ");
    }

    private static FakeDevice device(String serial) {
        FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey)
                .connect();
        assertThat(device.subscribe(1, "KQ/" + MODEL)).containsExactly(1);
        return device;
    }

    private static JsonNode ask(FakeDevice device, int action) throws Exception {
        return JSON.readTree(device.request("{\"mid\":\"q\",\"action\":" + action + "}", SOON)
                        .json())
                .get("data");
    }

    private static void report(FakeDevice device, String version) {
        assertThat(device.request(
                                "{\"mid\":\"v\",\"action\":101,\"data\":{\"product_version\":\"" + version + "\"}}",
                                SOON)
                        .json())
                .contains("\"code\":0");
    }

    @Test
    @Tag("R79")
    @Tag("R82")
    @Tag("R83")
    @Tag("R104")
    void aReleaseReachesTheDeviceAndItsReportReachesTheManager() throws Exception {
        String rollout;
        try (FakeDevice device = device("one")) {
            report(device, "1.0");
            Await.until(
                    SOON,
                    "the registry to know its version",
                    () -> registry.get("/v1/devices/" + device.id())
                            .body()
                            .path("product_version")
                            .asText()
                            .equals("1.0"));
            rollout = ota.draft(
                            ota.upload(MODEL, "2.0", FILE),
                            "\"stages\":[{\"share\":1}],\"confirm_jump\":true,\"soak_s\":0")
                    .get("rollout_id")
                    .asText();
            assertThat(ask(device, 103).get("code").asInt()).isEqualTo(102);
            device.replies().clear();

            assertThat(ota.move(rollout, "start").get("state").asText()).isEqualTo("running");

            Received notice = device.next(SOON);
            assertThat(notice.topic()).isEqualTo("KQ/" + MODEL);
            assertThat(JSON.readTree(notice.json()).at("/data/version").asText())
                    .isEqualTo("2.0");
            JsonNode told = ask(device, 103);
            assertThat(told.get("version").asText()).isEqualTo("2.0");
            byte[] file = HTTP.send(
                            HttpRequest.newBuilder(
                                            URI.create(told.get("file_path").asText()))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(file)))
                    .isEqualTo(told.get("checksum").asText());
            assertThat(ota.decision(device.id()).get("released").asBoolean()).isTrue();

            // told before it has rebooted: known, and no success yet
            report(device, "2.0");
            Await.untilAsserted(SOON, () -> {
                JsonNode counted = ota.rollout(rollout);
                assertThat(counted.at("/counts/offered").asInt()).isEqualTo(1);
                assertThat(counted.at("/versions/2.0").asInt()).isEqualTo(1);
                assertThat(counted.at("/counts/succeeded").asInt()).isZero();
            });
        }
        try (FakeDevice rebooted = device("one")) {
            report(rebooted, "2.0");
            Await.untilAsserted(
                    SOON,
                    () -> assertThat(
                                    ota.rollout(rollout).at("/counts/succeeded").asInt())
                            .isEqualTo(1));
        }
        assertThat(registry.get("/v1/audit?target=rollout:" + rollout).body().toString())
                .contains("draftRollout", "startRollout");
    }
}
