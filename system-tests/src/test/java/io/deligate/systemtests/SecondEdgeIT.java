package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge as a process of its own joins the platform that {@code ./deligate up} started. */
class SecondEdgeIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final String MODEL = "DL3785W";

    @TempDir
    private Path folder;

    @Test
    @Tag("R19")
    void servesDevicesAndTakesThemOverFromTheFirst() throws Exception {
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
            try (FakeDevice first = device(platform.port("mqtt-edge"), key).connect();
                    FakeDevice moved = device(second.port("mqtt"), key).connect()) {
                first.awaitClosed(SOON);
                assertThat(moved.request("{\"mid\":\"1\",\"action\":100}")
                                .envelope()
                                .action())
                        .isEqualTo(100);
                Await.untilAsserted(SOON, () -> {
                    JsonNode known = registry.get("/v1/devices/" + moved.id()).body();
                    assertThat(known.get("online").asBoolean()).isTrue();
                    assertThat(known.get("edge").asText()).isEqualTo("edge-2");
                });
            }
            Await.untilAsserted(
                    SOON,
                    () -> assertThat(registry.get("/access_list")
                                    .body()
                                    .get("MQTT")
                                    .size())
                            .isEqualTo(2));

            second.terminate();
            assertThat(second.exitCode(STOPS_WITHIN)).as(second.output()).isZero();

            Await.untilAsserted(
                    SOON,
                    () -> assertThat(registry.get("/access_list")
                                    .body()
                                    .get("MQTT")
                                    .size())
                            .isEqualTo(1));
        }
    }

    private static FakeDevice device(int port, String key) {
        return FakeDevice.onPort(port, MODEL + "_moves").productKey(MODEL, key);
    }
}
