package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.EdgeBeacon;
import io.deligate.registryview.EdgeNotice;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one device and the platform say to each other. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int MOST_STREAMS = 16;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestKafka kafka;

    @BeforeAll
    void start(TestKafka broker, TestDatabase database) throws Exception {
        kafka = broker;
        registry = RunningRegistry.start(kafka, database, "trace.");
        kafka.createTopic("trace.up.1xx", 3, Map.of());
        kafka.createTopic("trace.up.3xx", 2, Map.of());
        kafka.createTopic("trace.down.edge-1", 1, Map.of());
        var key = registry.createProduct("TRACE");
        assertThat(key).isNotEmpty();
        EdgeNotice edge = new EdgeNotice("edge-1", List.of("tcp://edge-1:1883"), List.of(), 1, true);
        new EdgeBeacon(registry.vertx, registry.member, () -> edge).start();
        Await.until(
                LIMIT,
                "the edge",
                () -> registry.call("GET", "/access_list", null, null).statusCode() == 200);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    @Tag("R148")
    void showsTheNewestMessagesOfOneDeviceWithoutItsSecrets() throws Exception {
        String device = connect("TRACE_SHOWN");
        String other = connect("TRACE_OTHER");
        for (int i = 0; i < 20; i++) {
            send("trace.up.1xx", other, envelope(i, 101, "{\"name\":\"other\"}"));
            send("trace.up.1xx", device, envelope(i, 101, "{\"name\":\"n\",\"mobile\":\"13900000000\"}"));
        }
        send("trace.up.3xx", device, "not an envelope");
        send("trace.down.edge-1", other, envelope(77, 205, "{\"token\":\"other-secret\"}"));
        send("trace.down.edge-1", device, envelope(78, 205, "{\"status\":1,\"token\":\"my-secret\"}"));
        send("trace.up.3xx", device, envelope(79, 300, "{\"cmd\":\"" + "x".repeat(10_000) + "\"}"));

        HttpResponse<String> answer = registry.get("/v1/devices/" + device + "/messages?limit=5");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain("secret")
                .doesNotContain("13900000000")
                .doesNotContain("other");
        JsonArray items = new JsonObject(answer.body()).getJsonArray("items");
        assertThat(items).hasSize(5);
        JsonObject newest = items.getJsonObject(0);
        assertThat(newest.getInteger("mid")).isEqualTo(79);
        assertThat(newest.getBoolean("cut")).isTrue();
        assertThat(newest.getValue("data")).isNull();
        JsonObject down = items.getJsonObject(1);
        assertThat(down.getString("direction")).isEqualTo("down");
        assertThat(down.getString("topic")).isEqualTo("trace.down.edge-1");
        assertThat(down.getInteger("action")).isEqualTo(205);
        assertThat(down.getInteger("epoch")).isEqualTo(7);
        assertThat(down.getString("message_id")).isEqualTo("id-1");
        assertThat(down.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("status", 1).put("token", "***"));
        assertThat(items.getJsonObject(2).getValue("action")).isNull();
        assertThat(items.getJsonObject(3).getInteger("mid")).isEqualTo(19);
        assertThat(items.getJsonObject(4).getInteger("mid")).isEqualTo(18);

        JsonObject all = new JsonObject(
                registry.get("/v1/devices/" + device + "/messages?limit=200").body());
        assertThat(all.getJsonArray("items")).hasSize(23);
        assertThat(all.getValue("complete_since")).isNull();
    }

    @Test
    void looksFurtherBackThanOneWindow() throws Exception {
        String device = connect("TRACE_EARLY");
        send("trace.down.edge-1", device, envelope(1, 205, "{}"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 6_000; i++) {
                var unused =
                        producer.send(new ProducerRecord<>("trace.down.edge-1", "SOMEBODY", envelope(i, 205, "{}")));
            }
            producer.flush();
        }
        // on a busy machine two seconds may not be enough the first time
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(new JsonObject(registry.get("/v1/devices/" + device + "/messages")
                                        .body())
                                .getJsonArray("items"))
                        .hasSize(1));
    }

    @Test
    void refusesWhatItCannotShow() throws Exception {
        assertThat(registry.get("/v1/devices/NONE/messages").statusCode()).isEqualTo(404);
        assertThat(registry.get("/v1/devices/NONE/messages:stream").statusCode())
                .isEqualTo(404);
        assertThat(registry.get("/v1/devices/NONE/messages?limit=201").statusCode())
                .isEqualTo(400);
        assertThat(registry.call("GET", "/v1/devices/NONE/messages:stream", null, null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Tag("R148")
    void streamsWhatIsSaidFromNowOnAndEndsWhenTheClientLeaves() throws Exception {
        String device = connect("TRACE_LIVE");
        send("trace.up.1xx", device, envelope(1, 100, "{}"));
        String path = "/v1/devices/" + device + "/messages:stream";
        List<InputStream> open = new ArrayList<>();
        try {
            HttpResponse<InputStream> answer = registry.stream(registry.request(path, RunningRegistry.ADMIN_KEY));
            open.add(answer.body());
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            BufferedReader events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            assertThat(events.readLine()).isEqualTo(": following");

            send("trace.up.1xx", device, envelope(2, 101, "{\"password\":\"my-secret\"}"));
            send("trace.down.edge-1", device, envelope(3, 205, "{}"));

            assertThat(nextEvent(events).getInteger("mid")).isEqualTo(2);
            assertThat(nextEvent(events).getInteger("mid")).isEqualTo(3);
            for (int i = 1; i < MOST_STREAMS; i++) {
                open.add(registry.stream(registry.request(path, RunningRegistry.ADMIN_KEY))
                        .body());
            }
            HttpResponse<String> refused = registry.get(path);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (InputStream each : open) {
                each.close();
            }
        }
        Await.until(LIMIT, "a stream to be free again", () -> {
            HttpResponse<InputStream> again = registry.stream(registry.request(path, RunningRegistry.ADMIN_KEY));
            again.body().close();
            return again.statusCode() == 200;
        });
    }

    @Test
    void aStreamEndsWithTheKeyThatOpenedIt() throws Exception {
        String device = connect("TRACE_KEY");
        JsonObject key = new JsonObject(registry.post("/v1/api-keys", "{\"name\":\"watcher\",\"role\":\"viewer\"}")
                .body());
        HttpResponse<InputStream> answer =
                registry.stream(registry.request("/v1/devices/" + device + "/messages:stream", key.getString("key")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(registry.call("DELETE", "/v1/api-keys/" + key.getString("key_id"), null, RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(204);
        String all = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).startsWith(": following");
    }

    private static JsonObject nextEvent(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = events.readLine();
        }
        assertThat(line).isNotNull().doesNotContain("secret");
        return new JsonObject(String.valueOf(line).substring("data: ".length()));
    }

    private String connect(String name) throws Exception {
        SessionRecord session = new SessionRecord.Online(
                new DeviceId(name), new ProductModel("TRACE"), new EdgeId("edge-1"), Instant.now(), "192.0.2.1");
        kafka.produce("trace.sessions", name, session.toValue());
        Await.until(LIMIT, name, () -> registry.get("/v1/devices/" + name).statusCode() == 200);
        return name;
    }

    private static String envelope(int mid, int action, String data) {
        return "{\"mid\":" + mid + ",\"action\":" + action + ",\"data\":" + data + "}";
    }

    private void send(String topic, String device, String value) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, device, value.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "7");
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, "id-1");
        var unused = kafka.produce(record);
    }
}
