package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices and cloud apps talk with each other, over MQTT on one side and Kafka on the other. */
@ExtendWith(SharedPlatform.Extension.class)
class AppsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "APPS1";
    /** Six seconds' worth of what one app may send. */
    private static final int FLOOD = 6_000;

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;
    private static long group;

    @BeforeAll
    static void up(SharedPlatform shared) throws Exception {
        platform = shared.process();
        registry = shared.registry();
        productKey = registry.newProduct(MODEL, "KQ");
        group = registry.post("/v1/groups", "{\"name\":\"Owner\"}")
                .body()
                .get("group_id")
                .asLong();
    }

    @Test
    @Tag("R113")
    @Tag("R114")
    @Tag("R127")
    @Tag("R131")
    void aDeviceAndItsAppAnswerEachOther() throws Exception {
        long id = app();
        try (AppEnd app = new AppEnd(platform.address("kafka"), id);
                FakeDevice neighbour = bound("listens", id);
                FakeDevice device = bound("talks", id)) {
            String data = "{\"cmd\":\"checkin\", \"users\":[1,2], \"payload\":[9007199254740993,\"\\u4e2d\"]}";
            device.publish("{\"mid\":\"m-1\",\"to\":" + id + ",\"action\":300,\"data\":" + data + "}", 1)
                    .get();

            var record = app.next(message -> message.get("action").asInt() == 300);
            assertThat(record.key()).isEqualTo(device.id());
            assertThat(record.value()).endsWith("\"action\":300,\"data\":" + data + "}");
            JsonNode message = JSON.readTree(record.value());
            assertThat(message.get("mid").asText()).isEqualTo("m-1");
            assertThat(message.get("from").asText()).isEqualTo(device.id());
            assertThat(message.get("to").asText()).isEqualTo(Long.toString(id));

            app.send(device.id(), """
                    {"mid":77,"to":"%s","time":1,"action":301,"data":{"cmd":"user_sync", "payload":{"n":1}}}""".formatted(device.id()));

            JsonNode heard = heard(device, 301);
            assertThat(heard.get("mid").asInt()).isEqualTo(77);
            assertThat(heard.get("from").asText()).isEqualTo(Long.toString(id));
            assertThat(heard.get("data").toString()).isEqualTo("{\"cmd\":\"user_sync\",\"payload\":{\"n\":1}}");
            JsonNode receipt = app.next(301);
            assertThat(receipt.get("from").asText()).isEqualTo("system");
            assertThat(receipt.get("mid").asInt()).isEqualTo(77);
            assertThat(receipt.get("data").toString())
                    .isEqualTo("{\"cmd\":\"user_sync\",\"code\":0,\"msg\":\"\",\"device_id\":\"" + device.id() + "\"}");

            device.publish("{\"mid\":77,\"action\":300,\"data\":{\"cmd\":\"user_sync\"}}", 1)
                    .get();
            assertThat(app.next(300).get("mid").asInt()).isEqualTo(77);
            app.send(neighbour.id(), message("n-1", neighbour.id()));
            assertThat(heard(neighbour, 301).get("mid").asText()).isEqualTo("n-1");
        }
    }

    @Test
    @Tag("R132")
    void anAppHearsOfItsDevicesAndLosesThem() throws Exception {
        long id = app();
        try (AppEnd app = new AppEnd(platform.address("kafka"), id)) {
            String device;
            try (FakeDevice first = bound("belongs", id)) {
                device = first.id();
                JsonNode bound = app.next(402);
                assertThat(bound.get("from").asText()).isEqualTo("system");
                assertThat(bound.at("/data/device_id").asText()).isEqualTo(device);
                assertThat(bound.at("/data/group_id").asLong()).isEqualTo(group);
                assertThat(bound.at("/data/status").asInt()).isEqualTo(1);
                assertThat(bound.at("/data/product/model").asText()).isEqualTo(MODEL);
                assertThat(bound.at("/data/product/type").asText()).isEqualTo("KQ");
            }
            assertThat(app.next(404).at("/data/status").asInt()).isZero();
            try (FakeDevice again = device("belongs").connect()) {
                JsonNode back = app.next(404);
                assertThat(back.at("/data/status").asInt()).isEqualTo(1);
                assertThat(back.at("/data/device_id").asText()).isEqualTo(device);

                assertThat(registry.delete("/v1/devices/" + device + "/apps/" + id)
                                .status())
                        .isEqualTo(204);
                assertThat(app.next(403).at("/data/device_id").asText()).isEqualTo(device);
                app.send(device, message("u-1", device));
                assertThat(app.next(301).at("/data/code").asInt()).isEqualTo(103);
                assertThat(refusal(again, Long.toString(id))).isEqualTo(103);
            }
        }
    }

    @Test
    @Tag("R124")
    void aNewAppIsHeardWithin5Seconds() throws Exception {
        long id = app();
        try (AppEnd app = new AppEnd(platform.address("kafka"), id)) {
            long since = System.nanoTime();
            app.send("NOBODY", message("x-1", "NOBODY"));
            assertThat(app.next(301).at("/data/code").asInt()).isEqualTo(102);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    @Tag("R124")
    void aFloodOfOneAppHoldsUpNeitherAnotherAppNorARequest() throws Exception {
        long flooding = app();
        long id = app();
        try (AppEnd flood = new AppEnd(platform.address("kafka"), flooding);
                AppEnd app = new AppEnd(platform.address("kafka"), id);
                FakeDevice flooded = bound("flooded", flooding);
                FakeDevice device = bound("calm", id)) {
            flood.sendAll(
                    flooded.id(),
                    IntStream.range(0, FLOOD)
                            .mapToObj(number -> message("f-" + number, flooded.id()))
                            .toList());
            assertThat(flood.next(301).at("/data/code").asInt()).isZero();

            app.send(device.id(), message("q-1", device.id()));
            assertThat(heard(device, 301).get("mid").asText()).isEqualTo("q-1");
            assertThat(app.next(301).at("/data/code").asInt()).isZero();
            assertThat(JSON.readTree(device.request("{\"mid\":\"t-1\",\"action\":100}", SOON)
                                    .json())
                            .at("/data/code")
                            .asInt())
                    .isZero();

            assertThat(flood.told()).as("receipts while the flood goes on").isLessThan(FLOOD);
        }
    }

    @Test
    @Tag("R119")
    @Tag("R128")
    @Tag("R129")
    void whoCannotBeReachedIsNotReached() throws Exception {
        long id = app();
        long other = app();
        try (AppEnd app = new AppEnd(platform.address("kafka"), id);
                AppEnd stranger = new AppEnd(platform.address("kafka"), other)) {
            String gone;
            try (FakeDevice device = bound("leaves", id)) {
                gone = device.id();
                assertThat(refusal(device, Long.toString(other))).isEqualTo(103);
                assertThat(refusal(device, "987654")).isEqualTo(102);
                stranger.send(gone, message("s-1", gone));
                assertThat(stranger.next(301).at("/data/code").asInt()).isEqualTo(103);
            }
            Await.until(
                    SOON,
                    "offline",
                    () -> !registry.get("/v1/devices/" + gone)
                            .body()
                            .get("online")
                            .asBoolean());
            app.send(gone, message("o-1", gone));
            JsonNode receipt = app.next(301);
            assertThat(receipt.get("mid").asText()).isEqualTo("o-1");
            assertThat(receipt.at("/data/code").asInt()).isEqualTo(102);
            assertThat(app.rest()).noneMatch(more -> more.get("action").asInt() == 301);
        }
        try (FakeDevice unbound = device("free").connect()) {
            assertThat(refusal(unbound, "")).isEqualTo(107);
        }
    }

    private static String message(String mid, String device) {
        return "{\"mid\":\"" + mid + "\",\"to\":\"" + device + "\",\"action\":301,\"data\":{\"cmd\":\"c\"}}";
    }

    /** The code of the answer to a 300 that goes nowhere. */
    private static int refusal(FakeDevice device, String to) throws Exception {
        device.publish("{\"mid\":\"r\",\"to\":\"" + to + "\",\"action\":300,\"data\":{\"cmd\":\"c\"}}", 1)
                .get();
        JsonNode answer = heard(device, 300);
        assertThat(answer.get("mid").asText()).isEqualTo("r");
        assertThat(answer.at("/data/cmd").asText()).isEqualTo("c");
        return answer.at("/data/code").asInt();
    }

    /** The next message to the device with that action; only notices of bindings are passed over. */
    private static JsonNode heard(FakeDevice device, int action) throws Exception {
        JsonNode message = JSON.readTree(device.next(SOON).json());
        while (message.get("action").asInt() != action) {
            assertThat(message.get("action").asInt()).isIn(203, 204);
            message = JSON.readTree(device.next(SOON).json());
        }
        return message;
    }

    /** Connected, owned and bound to the app. */
    private static FakeDevice bound(String serial, long app) throws Exception {
        FakeDevice device = device(serial).connect();
        Await.until(
                SOON, "known", () -> registry.get("/v1/devices/" + device.id()).status() == 200);
        assertThat(registry.put("/v1/devices/" + device.id() + "/group", "{\"group_id\":" + group + "}")
                        .status())
                .isEqualTo(200);
        assertThat(registry.put("/v1/devices/" + device.id() + "/apps/" + app).status())
                .isEqualTo(200);
        return device;
    }

    private static FakeDevice device(String serial) {
        return FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey);
    }

    private static long app() throws Exception {
        RegistryApi.Answer made = registry.post("/v1/apps", "{\"name\":\"App\",\"products\":[\"" + MODEL + "\"]}");
        assertThat(made.status()).isEqualTo(201);
        return made.body().get("service_id").asLong();
    }
}
