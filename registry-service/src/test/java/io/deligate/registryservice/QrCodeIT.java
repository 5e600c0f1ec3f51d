package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QrCodeIT {
    private static final String DEVICE = "QR_1";
    private static final String START = "http://qr.delicloud.com?from=device&action=activate&product=";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws Exception {
        registry = RunningRegistry.start(kafka, database, "qr.");
        assertThat(registry.createProduct("QR")).isNotEqualTo(registry.createProduct("OTHER"));
        SessionRecord session = new SessionRecord.Online(
                new DeviceId(DEVICE), new ProductModel("QR"), new EdgeId("edge-1"), Instant.now(), "192.0.2.1");
        kafka.produce("qr.sessions", DEVICE, session.toValue());
        Await.until(
                Duration.ofSeconds(30),
                "the device",
                () -> registry.get("/v1/devices/" + DEVICE).statusCode() == 200);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    @Tag("R136")
    void theLinkOfADeviceLeadsBackToIt() throws Exception {
        String link =
                registry.get("/v1/devices/" + DEVICE + "/qrcode?format=text").body();
        assertThat(link).isEqualTo(START + "QR&device=QR_1&conntype=auto");
        assertThat(parsed(link)).isEqualTo(new JsonObject("""
                {"action":"activate","product":"QR","device_id":"QR_1","conn_type":"auto","needs_device_id":false,
                 "registered":true,"bound":false,"online":true,"hints":{}}"""));
    }

    @Test
    @Tag("R137")
    void whatTheLinkSaysOfTheDevicesStateIsOnlyAHint() throws Exception {
        assertThat(parsed(START + "QR&device=QR_1&status=2&group=1000")).isEqualTo(new JsonObject("""
                {"action":"activate","product":"QR","device_id":"QR_1","conn_type":null,"needs_device_id":false,
                 "registered":true,"bound":false,"online":true,"hints":{"status":"2","group":"1000"}}"""));
        assertThat(parsed(START + "QR&device=QR_UNKNOWN&status=0").getBoolean("registered"))
                .isFalse();
    }

    @Test
    @Tag("R137")
    void theLinkOfAProductNeedsADeviceId() throws Exception {
        String link =
                registry.get("/v1/products/QR/qrcode?conn_type=ble&format=text").body();
        assertThat(link).isEqualTo(START + "QR&connType=ble");
        JsonObject parsed = parsed(link);
        assertThat(parsed.getBoolean("needs_device_id")).isTrue();
        assertThat(parsed.getValue("device_id")).isNull();
        assertThat(parsed.getBoolean("registered")).isFalse();
    }

    @Test
    void drawsWhatWasAskedFor() throws Exception {
        String path = "/v1/products/QR/qrcode";
        assertThat(registry.get(path).headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(registry.get(path + "?format=png").headers().firstValue("Content-Type"))
                .contains("image/png");
        assertThat(registry.get(path + "?format=gif").statusCode()).isEqualTo(400);
        assertThat(registry.get(path + "?conn_type=lan").statusCode()).isEqualTo(400);
        assertThat(registry.get("/v1/devices/NONE/qrcode").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @Tag("R136")
    @ValueSource(
            strings = {
                START + "UNKNOWN&device=QR_1",
                START + "OTHER&device=QR_1",
                "http://example.com?from=device&action=activate&product=QR&device=QR_1",
                "http://qr.delicloud.com?from=app&action=activate&product=QR&device=QR_1",
            })
    void refusesWhatTakesNoDeviceOfOursIntoUse(String text) throws Exception {
        HttpResponse<String> refused = parse(text);
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("detail")).contains("(expected: ");
        assertThat(problem.getString("pointer")).isEqualTo("/text");
    }

    private JsonObject parsed(String text) throws Exception {
        HttpResponse<String> answer = parse(text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> parse(String text) throws Exception {
        return registry.post(
                "/v1/qrcode:parse", new JsonObject().put("text", text).encode());
    }
}
