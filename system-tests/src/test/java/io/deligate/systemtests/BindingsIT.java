package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator does to a device's bindings and standing, as the device hears it. */
@ExtendWith(SharedPlatform.Extension.class)
class BindingsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "BND1";

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;

    @BeforeAll
    static void start(SharedPlatform shared) throws Exception {
        platform = shared.process();
        registry = shared.registry();
        productKey = registry.newProduct(MODEL, "KQ");
    }

    @Test
    @Tag("R107")
    @Tag("R108")
    @Tag("R110")
    @Tag("R111")
    void aDeviceHearsWhomItBelongsTo() throws Exception {
        long first = group("First");
        long second = group("Second");
        long app = app();
        try (FakeDevice device = connected("binds")) {
            assertThat(bind(device, first, "u-1").status()).isEqualTo(200);
            JsonNode bound = notice(device, 203);
            assertThat(bound.get("from").asText()).isEqualTo("u-1");
            assertThat(bound.get("to").asText()).isEqualTo(device.id());
            assertThat(bound.at("/data/group_id").asLong()).isEqualTo(first);
            assertThat(bound.at("/data/name").asText()).isEqualTo("First");
            assertThat(bound.at("/data/status").asInt()).isEqualTo(1);
            assertThat(ask(device, 102).at("/data/group_id").asLong()).isEqualTo(first);
            assertThat(bind(device, second, "").status()).isEqualTo(409);

            assertThat(registry.put("/v1/devices/" + device.id() + "/apps/" + app)
                            .status())
                    .isEqualTo(200);
            JsonNode appBound = notice(device, 204);
            assertThat(appBound.at("/data/service_id").asLong()).isEqualTo(app);
            assertThat(appBound.at("/data/name").asText()).isEqualTo("App");
            assertThat(appBound.at("/data/icon").asText()).isEqualTo("https://example.com/1.png");
            assertThat(appBound.at("/data/status").asInt()).isEqualTo(1);

            assertThat(registry.delete("/v1/devices/" + device.id() + "/group?user_id=u-2")
                            .status())
                    .isEqualTo(204);
            assertThat(bind(device, second, "").status()).isEqualTo(200);
            JsonNode released = notice(device, 203);
            assertThat(released.get("from").asText()).isEqualTo("u-2");
            assertThat(released.at("/data/group_id").asLong()).isEqualTo(first);
            assertThat(released.at("/data/status").asInt()).isZero();
            assertThat(notice(device, 204).at("/data/status").asInt()).isZero();
            JsonNode again = notice(device, 203);
            assertThat(again.get("from").asText()).isEqualTo("system");
            assertThat(again.at("/data/group_id").asLong()).isEqualTo(second);
            assertThat(again.at("/data/status").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Tag("R109")
    void aDeviceThatWasAwayHearsItWhenItComesBack() throws Exception {
        long group = group("Meanwhile");
        String id;
        try (FakeDevice device = connected("away")) {
            id = device.id();
        }
        Await.until(
                SOON,
                "offline",
                () -> !registry.get("/v1/devices/" + id).body().get("online").asBoolean());
        assertThat(registry.put("/v1/devices/" + id + "/group", "{\"group_id\":" + group + "}")
                        .status())
                .isEqualTo(200);
        try (FakeDevice device = device("away").connect()) {
            JsonNode heard = notice(device, 203);
            assertThat(heard.at("/data/group_id").asLong()).isEqualTo(group);
            assertThat(heard.at("/data/status").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Tag("R85")
    @Tag("R87")
    void aDeviceEndsItsBindingItself() throws Exception {
        long group = group("Left");
        try (FakeDevice device = connected("leaves")) {
            assertThat(bind(device, group, "").status()).isEqualTo(200);
            assertThat(notice(device, 203).at("/data/status").asInt()).isEqualTo(1);
            assertThat(ask(device, 104).at("/data/code").asInt()).isZero();
            // the dispatcher hears of it a moment later
            Await.until(
                    SOON,
                    "102 without a group",
                    () -> ask(device, 102).at("/data/group_id").isNull());
            assertThat(registry.get("/v1/devices/" + device.id())
                            .body()
                            .get("group_id")
                            .isNull())
                    .isTrue();
            assertThat(ask(device, 104).at("/data/code").asInt()).isZero();
        }
    }

    @Test
    @Tag("R81")
    @Tag("R92")
    @Tag("R93")
    void aLockedDeviceStaysConnectedAndMayOnlyAsk() throws Exception {
        try (FakeDevice device = connected("locked")) {
            assertThat(registry.post("/v1/devices/" + device.id() + ":lock", "").status())
                    .isEqualTo(200);
            Await.untilAsserted(
                    Duration.ofSeconds(5),
                    () -> assertThat(ask(device, 101).at("/data/code").asInt()).isEqualTo(105));
            assertThat(ask(device, 104).at("/data/code").asInt()).isEqualTo(105);
            assertThat(ask(device, 102).at("/data/status").asInt()).isZero();
            assertThat(registry.post("/v1/devices/" + device.id() + ":unlock", "")
                            .status())
                    .isEqualTo(200);
            Await.untilAsserted(
                    Duration.ofSeconds(5),
                    () -> assertThat(ask(device, 101).at("/data/code").asInt()).isZero());
            assertThat(device.isConnected()).isTrue();
        }
    }

    @Test
    @Tag("R14")
    void aBannedDeviceIsSentAwayAndNotLetInAgain() throws Exception {
        try (FakeDevice device = connected("banned")) {
            assertThat(registry.post("/v1/devices/" + device.id() + ":ban", "").status())
                    .isEqualTo(200);
            device.awaitClosed(Duration.ofSeconds(10));
        }
        try (FakeDevice again = device("banned")) {
            assertThat(again.tryConnect()).isEqualTo(5);
        }
        assertThat(registry.post("/v1/devices/" + MODEL + "_banned:unban", "").status())
                .isEqualTo(200);
        Await.until(SOON, "to be let in", () -> {
            try (FakeDevice again = device("banned")) {
                return again.tryConnect() == 0;
            }
        });
    }

    @Test
    @Tag("R14")
    void theDevicesOfADisabledProductAreSentAway() throws Exception {
        String key = registry.newProduct("ENDS", "KQ");
        try (FakeDevice device =
                FakeDevice.onPort(platform.port("mqtt-edge"), "ENDS_1").productKey("ENDS", key)) {
            assertThat(device.tryConnect()).isZero();
            assertThat(registry.patch("/v1/products/ENDS", "{\"status\":\"disabled\"}")
                            .status())
                    .isEqualTo(200);
            device.awaitClosed(Duration.ofSeconds(10));
        }
    }

    /** Connected, and known to the registry. */
    private static FakeDevice connected(String serial) {
        FakeDevice device = device(serial).connect();
        Await.until(
                SOON, "known", () -> registry.get("/v1/devices/" + device.id()).status() == 200);
        return device;
    }

    private static FakeDevice device(String serial) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey);
    }

    private static JsonNode ask(FakeDevice device, int action) throws Exception {
        String data = action == 101 ? ",\"data\":{\"name\":\"n\"}" : "";
        return JSON.readTree(device.request("{\"mid\":\"1\",\"action\":" + action + data + "}")
                .json());
    }

    /** The next message to the device that is no answer to a request of its own; it must be this notice. */
    private static JsonNode notice(FakeDevice device, int action) throws Exception {
        JsonNode message = JSON.readTree(device.next(SOON).json());
        while (message.get("action").asInt() < 200) {
            message = JSON.readTree(device.next(SOON).json());
        }
        assertThat(message.get("action").asInt()).as(message.toString()).isEqualTo(action);
        return message;
    }

    /** An empty user stands for none. */
    private static RegistryApi.Answer bind(FakeDevice device, long group, String user) throws Exception {
        return registry.put(
                "/v1/devices/" + device.id() + "/group", "{\"group_id\":" + group + ",\"user_id\":\"" + user + "\"}");
    }

    private static long group(String name) throws Exception {
        RegistryApi.Answer made = registry.post("/v1/groups", "{\"name\":\"" + name + "\"}");
        assertThat(made.status()).isEqualTo(201);
        return made.body().get("group_id").asLong();
    }

    private static long app() throws Exception {
        RegistryApi.Answer made = registry.post(
                "/v1/apps",
                "{\"name\":\"App\",\"icon\":\"https://example.com/1.png\",\"products\":[\"" + MODEL + "\"]}");
        assertThat(made.status()).isEqualTo(201);
        return made.body().get("service_id").asLong();
    }
}
