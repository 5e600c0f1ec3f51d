package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.Relay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./deligate simulate} beside {@code ./deligate up}, and what both sides count of the same rollout. */
@ExtendWith(SharedPlatform.Extension.class)
class SimulateIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration IN_A_WHILE = Duration.ofSeconds(90);
    private static final int DEVICES = 50;
    private static final byte[] FILE =
            "a firmware for simulated devices ".repeat(4_000).getBytes(StandardCharsets.UTF_8);

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static OtaApi ota;

    @BeforeAll
    static void up(SharedPlatform shared) {
        platform = shared.process();
        registry = shared.registry();
        ota = shared.ota();
    }

    /** A fleet of that model, all of it online and known with its first version. */
    private static DeligateProcess fleet(String model, String... habits) throws Exception {
        return fleetAt(platform.address("mqtt-edge"), model, habits);
    }

    private static DeligateProcess fleetAt(String address, String model, String... habits) throws Exception {
        String key = registry.newProduct(model, "KQ");
        List<String> args = new ArrayList<>(List.of(
                "simulate",
                address,
                "--product",
                model,
                "--devices",
                String.valueOf(DEVICES),
                "--install-window",
                "0..2",
                "--reboot",
                "0..1",
                "--json"));
        args.addAll(List.of(habits));
        return DeligateProcess.start(Map.of("DELIGATE_PRODUCT_KEY", key), args.toArray(String[]::new));
    }

    /** The id of a rollout of version 2.0 that goes on as the plan says, begun when all are known with version 1.0. */
    private static String rollOut(String model, String plan) throws Exception {
        String all = "/v1/devices?page_size=500&product=" + model;
        Await.untilAsserted(
                IN_A_WHILE,
                () -> assertThat(registry.get(all).body().findValuesAsText("product_version"))
                        .filteredOn("1.0"::equals)
                        .hasSize(DEVICES));
        String id = ota.draft(ota.upload(model, "2.0", FILE), "\"soak_s\":0," + plan)
                .get("rollout_id")
                .asText();
        ota.move(id, "start");
        return id;
    }

    /** Waits until so many have come to an end. */
    private static void awaitCounts(DeligateProcess fleet, String id, int succeeded, int failed) {
        Await.untilAsserted(IN_A_WHILE, () -> {
            JsonNode now = ota.rollout(id);
            assertThat(now.at("/counts/succeeded").asInt())
                    .as("%s%n%s", now, fleet.output())
                    .isEqualTo(succeeded);
            assertThat(now.at("/counts/failed").asInt())
                    .as("%s%n%s", now, fleet.output())
                    .isEqualTo(failed);
        });
    }

    /** Ends it as Ctrl-C does; its line of JSON. */
    private static JsonNode end(DeligateProcess fleet) throws Exception {
        fleet.terminate();
        assertThat(fleet.exitCode(IN_A_WHILE)).as(fleet.output()).isZero();
        List<String> lines = fleet.lines();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    @Test
    @Tag("R82")
    @Tag("R83")
    @Tag("R104")
    void allDevicesTakeWhatIsReleasedToAll() throws Exception {
        try (DeligateProcess fleet = fleet("SIM1")) {
            String id = rollOut("SIM1", "\"stages\":[{\"share\":1}],\"confirm_jump\":true");
            awaitCounts(fleet, id, DEVICES, 0);
            assertThat(ota.rollout(id).at("/versions/2.0").asInt()).isEqualTo(DEVICES);

            JsonNode end = end(fleet);

            assertThat(end.get("devices").asInt()).isEqualTo(DEVICES);
            assertThat(end.get("ever_connected").asInt()).isEqualTo(DEVICES);
            assertThat(end.get("versions").toString()).isEqualTo("{\"2.0\":" + DEVICES + "}");
            assertThat(end.at("/updates/offered").asInt()).isEqualTo(DEVICES);
            assertThat(end.at("/updates/installed").asInt()).isEqualTo(DEVICES);
            assertThat(end.at("/updates/failed").asInt()).isZero();
            assertThat(end.get("unreadable").asInt()).isZero();
            assertThat(end.get("held_back").asInt()).isZero();
        }
    }

    @Test
    @Tag("R89")
    void badInstallsAreCountedOnBothSides() throws Exception {
        try (DeligateProcess fleet = fleet("SIM2", "--bad-installs", "0.2")) {
            String id = rollOut("SIM2", "\"stages\":[{\"share\":1}],\"confirm_jump\":true");
            awaitCounts(fleet, id, 40, 10);

            JsonNode end = end(fleet);

            assertThat(end.at("/updates/installed").asInt()).isEqualTo(40);
            assertThat(end.at("/updates/failed").asInt()).isEqualTo(10);
            assertThat(end.get("versions").toString()).isEqualTo("{\"1.0\":10,\"2.0\":40}");
        }
    }

    @Test
    void aBadFirmwareStopsItselfAtTheCanaries() throws Exception {
        try (DeligateProcess fleet = fleet("SIM3", "--bad-installs", "1")) {
            String canaries = "[\"SIM3_SIM00001\",\"SIM3_SIM00002\",\"SIM3_SIM00003\"]";
            String id = rollOut(
                    "SIM3",
                    "\"canary\":" + canaries + ",\"stages\":[{\"share\":0.0001,\"hold_s\":3600},{\"share\":1}],"
                            + "\"abort\":{\"failure_rate\":0.5,\"min_sample\":3}");
            awaitCounts(fleet, id, 0, 3);
            Await.until(
                    IN_A_WHILE,
                    "the rollout to abort itself",
                    () -> ota.rollout(id).get("state").asText().equals("aborted"));

            JsonNode end = end(fleet);

            assertThat(end.at("/updates/failed").asInt()).isEqualTo(3);
            assertThat(end.get("versions").toString()).isEqualTo("{\"1.0\":" + DEVICES + "}");
        }
    }

    @Test
    void whoWasAwayGetsItWhenItIsBack() throws Exception {
        try (DeligateProcess fleet = fleet("SIM4", "--offline", "0.4", "--away", "1s..3s")) {
            String id = rollOut("SIM4", "\"stages\":[{\"share\":1}],\"confirm_jump\":true");
            awaitCounts(fleet, id, DEVICES, 0);

            assertThat(end(fleet).get("versions").toString()).isEqualTo("{\"2.0\":" + DEVICES + "}");
        }
    }

    @Test
    void comesBackWhenAllItsConnectionsBreak() throws Exception {
        Relay wire = new Relay();
        wire.to(platform.port("mqtt-edge"));
        try (DeligateProcess fleet = fleetAt("127.0.0.1:" + wire.port(), "SIM6")) {
            awaitOnline("SIM6", DEVICES);
            wire.close();
            awaitOnline("SIM6", 0);
            try (Relay mended = new Relay(wire.port())) {
                mended.to(platform.port("mqtt-edge"));
                awaitOnline("SIM6", DEVICES);

                JsonNode end = end(fleet);

                assertThat(end.get("connected").asInt()).isEqualTo(DEVICES);
                assertThat(end.get("lost").asInt()).isEqualTo(DEVICES);
                assertThat(end.get("connections").asInt()).isEqualTo(2 * DEVICES);
            }
        }
    }

    private static void awaitOnline(String model, int devices) {
        Await.untilAsserted(
                IN_A_WHILE,
                () -> assertThat(registry.get("/v1/devices?page_size=100&online=true&product=" + model)
                                .body()
                                .get("items"))
                        .hasSize(devices));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --devices 0          | deligate simulate: devices: 0 (expected: 1 to 200000)
            --devices many       | deligate simulate: Invalid value for option '--devices': 'many' is not an int; --help shows the options
            --install-window 5   | deligate simulate: --install-window: 5 (expected: from..to, such as 0..7200 or 0s..2h)
            --offline 1          | deligate simulate: offline: 1.0 (expected: 0 to 0.95)
            --no-such-option     | deligate simulate: Unknown option: '--no-such-option'; --help shows the options
            http://127.0.0.1:1   | deligate simulate: address: http://127.0.0.1:1 (expected: tcp://host:port, or ssl://host:port for TLS)
            --key-file /no/where | deligate simulate: product key: /no/where cannot be read (expected: a file with the key)
            """)
    void saysInOneLineWhatIsWrongWithAnOption(String options, String line) throws Exception {
        List<String> args = new ArrayList<>(List.of("simulate"));
        args.addAll(List.of(options.split(" ")));
        try (DeligateProcess fleet = DeligateProcess.start(Map.of(), args.toArray(String[]::new))) {
            assertThat(fleet.exitCode(IN_A_WHILE)).isEqualTo(2);
            assertThat(fleet.lines()).containsExactly(line);
        }
    }

    @Test
    void failsWhenNoDeviceIsEverLetInAndSaysWhy() throws Exception {
        registry.newProduct("SIM5", "KQ");
        try (DeligateProcess fleet = DeligateProcess.start(
                Map.of("DELIGATE_PRODUCT_KEY", "not-the-key"),
                "simulate",
                platform.address("mqtt-edge"),
                "--product",
                "SIM5",
                "--devices",
                "3",
                "--duration",
                "5s")) {
            assertThat(fleet.exitCode(IN_A_WHILE)).isEqualTo(1);
            assertThat(fleet.output())
                    .contains("refused with CONNACK 4 (bad user name or password): is there a product SIM5")
                    .doesNotContain("not-the-key");
        }
    }
}
