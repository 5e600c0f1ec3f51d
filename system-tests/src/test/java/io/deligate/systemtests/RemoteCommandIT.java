package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator tells a device to do something, on the platform that {@code ./deligate up} started. */
@ExtendWith(SharedPlatform.Extension.class)
class RemoteCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MODEL = "RC1";

    private static DeligateProcess platform;
    private static RegistryApi registry;
    private static String productKey;

    @BeforeAll
    static void start(SharedPlatform shared) throws Exception {
        platform = shared.process();
        registry = shared.registry();
        productKey = registry.post("/v1/products", "{\"model\":\"" + MODEL + "\",\"type\":\"KQ\"}")
                .body()
                .get("product_key")
                .asText();
    }

    private static FakeDevice device(String serial) {
        FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), MODEL + "_" + serial)
                .productKey(MODEL, productKey)
                .connect();
        Await.until(
                SOON,
                "the registry to know " + device.id(),
                () -> registry.get("/v1/devices/" + device.id()).status() == 200);
        return device;
    }

    private static JsonNode order(FakeDevice device, String order) {
        return Await.untilPresent(SOON, "an accepted order", () -> {
            RegistryApi.Answer answer = registry.post("/v1/devices/" + device.id() + "/commands", order);
            return answer.status() == 202 ? Optional.of(answer.body()) : Optional.empty();
        });
    }

    private static JsonNode end(JsonNode sent) throws Exception {
        return registry.get("/v1/commands/" + sent.get("command_id").asText() + "?wait_s=9")
                .body();
    }

    private static void answer(FakeDevice device, JsonNode told, int action, String data) {
        device.publish(
                        "{\"mid\":\"" + told.get("mid").asText() + "\",\"to\":\""
                                + told.get("from").asText() + "\",\"time\":1,\"action\":" + action + ",\"data\":"
                                + data + "}",
                        1)
                .join();
    }

    @Test
    @Tag("R97")
    @Tag("R98")
    @Tag("R113")
    void itReachesThatDeviceAloneAndItsAnswerReachesTheCaller() throws Exception {
        try (FakeDevice device = device("one");
                FakeDevice other = device("two")) {
            assertThat(other.subscribe(1, "KQ", "KQ/" + MODEL)).hasSize(2);
            JsonNode sent = order(
                    device, "{\"action\":200,\"user_id\":\"u1\",\"data\":{\"cmd\":\"open\",\"payload\":{\"n\":1}}}");
            JsonNode told = JSON.readTree(device.next(SOON).json());
            assertThat(told.get("mid").asText()).isEqualTo(sent.get("mid").asText());
            assertThat(told.get("from").asText()).isEqualTo("u1");
            assertThat(told.at("/data/cmd").asText()).isEqualTo("open");
            answer(device, told, 200, "{\"code\":0,\"cmd\":\"open\",\"payload\":{\"door\":\"ajar\"}}");
            JsonNode done = end(sent);
            assertThat(done.get("state").asText()).isEqualTo("succeeded");
            assertThat(done.get("code").asInt()).isZero();
            assertThat(done.at("/response/payload/door").asText()).isEqualTo("ajar");

            // A command of its own comes through, and was the first thing it heard.
            JsonNode second = order(other, "{\"action\":200,\"data\":{\"cmd\":\"ping\"}}");
            assertThat(JSON.readTree(other.next(SOON).json()).get("mid").asText())
                    .isEqualTo(second.get("mid").asText());
        }
    }

    @Test
    @Tag("R112")
    void aLoginNoticeIsDoneOnceTheDeviceHasAcknowledgedIt() throws Exception {
        try (FakeDevice device = device("login")) {
            JsonNode sent = order(
                    device,
                    "{\"action\":205,\"user_id\":\"u1\",\"data\":{\"status\":1,\"token\":\"t\",\"expire\":1893456000}}");
            JsonNode told = JSON.readTree(device.next(SOON).json());
            assertThat(told.at("/data/token").asText()).isEqualTo("t");
            assertThat(told.at("/data/expire").asText()).isEqualTo("1893456000");
            JsonNode done = end(sent);
            assertThat(done.get("state").asText()).isEqualTo("succeeded");
            assertThat(done.get("code").asInt()).isZero();
        }
    }

    @Test
    @Tag("R102")
    void aDeviceUploadsItsLogsToThePlatform() throws Exception {
        try (FakeDevice device = device("logs")) {
            JsonNode sent = order(device, "{\"action\":201,\"data\":{\"log_start\":\"2017-08-10\"},\"timeout_s\":60}");
            JsonNode told = JSON.readTree(device.next(SOON).json());
            assertThat(told.get("action").asInt()).isEqualTo(201);
            JsonNode data = told.get("data");
            URI place = URI.create("ftp://" + data.get("ftp_user").asText() + ":"
                    + data.get("ftp_password").asText() + "@"
                    + data.get("ftp_host").asText() + ":"
                    + data.get("ftp_port").asInt() + "/day.log;type=i");
            assertThat(place.getPort()).isEqualTo(platform.port("ftp"));
            URLConnection upload = place.toURL().openConnection();
            try (OutputStream out = upload.getOutputStream()) {
                out.write("all is well\n".getBytes(StandardCharsets.UTF_8));
            }
            answer(device, told, 201, "{\"code\":0}");
            assertThat(end(sent).get("state").asText()).isEqualTo("succeeded");
            JsonNode files = registry.get(
                            "/v1/commands/" + sent.get("command_id").asText() + "/files")
                    .body();
            assertThat(files.at("/items/0/name").asText()).isEqualTo("day.log");
            assertThat(files.at("/items/0/size").asInt()).isEqualTo(12);
        }
    }
}
