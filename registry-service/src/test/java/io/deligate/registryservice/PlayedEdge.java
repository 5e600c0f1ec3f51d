package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A registry-service on real parts, and an edge and a dispatcher played in front of it. */
final class PlayedEdge implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);
    static final EdgeId EDGE = new EdgeId("edge-1");
    static final String MODEL = "DL3785W";

    final TestKafka kafka;
    final RunningRegistry registry;
    final TopicNames topics;
    private final Pool database;

    PlayedEdge(TestKafka kafka, TestDatabase fresh, String prefix) throws Exception {
        this.kafka = kafka;
        this.topics = new TopicNames(prefix);
        kafka.createTopic(topics.down(EDGE), 1, Map.of());
        registry = RunningRegistry.start(kafka, fresh, prefix);
        database = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(fresh.uri()).addProperty("search_path", "registry"))
                .using(registry.vertx)
                .build();
        String unused = registry.createProduct(MODEL);
    }

    @Override
    public void close() {
        registry.close();
    }

    /** What the dispatcher hands on. */
    void unbindRequest(DeviceId device, String messageId, int mid) {
        var record = new ProducerRecord<>(
                topics.registryWrites(),
                device.value(),
                ("{\"mid\":" + mid + ",\"from\":\"" + device + "\",\"time\":1,\"action\":104}")
                        .getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, EDGE.value());
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "3");
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, messageId);
        assertThat(kafka.produce(record).hasOffset()).isTrue();
    }

    long group(String name) throws Exception {
        HttpResponse<String> created =
                registry.post("/v1/groups", new JsonObject().put("name", name).encode());
        assertThat(created.statusCode()).isEqualTo(201);
        return new JsonObject(created.body()).getLong("group_id");
    }

    long app(String model) throws Exception {
        HttpResponse<String> created = registry.post(
                "/v1/apps", "{\"name\":\"App\",\"icon\":\"https://i/2.png\",\"products\":[\"" + model + "\"]}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return new JsonObject(created.body()).getLong("service_id");
    }

    HttpResponse<String> bind(DeviceId device, long group, @Nullable String user) throws Exception {
        JsonObject body = new JsonObject().put("group_id", group);
        if (user != null) {
            body.put("user_id", user);
        }
        return registry.call("PUT", "/v1/devices/" + device + "/group", body.encode(), RunningRegistry.ADMIN_KEY);
    }

    void put(DeviceId device, String path, int status) throws Exception {
        assertThat(registry.call("PUT", "/v1/devices/" + device + path, null, RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(status);
    }

    HttpResponse<String> delete(DeviceId device, String path) throws Exception {
        return registry.call("DELETE", "/v1/devices/" + device + path, null, RunningRegistry.ADMIN_KEY);
    }

    int unbindIf(DeviceId device, String tag) throws Exception {
        return registry.send(registry.request("/v1/devices/" + device + "/group", RunningRegistry.ADMIN_KEY)
                        .DELETE()
                        .header("If-Match", tag))
                .statusCode();
    }

    String standing(DeviceId device, String verb) throws Exception {
        HttpResponse<String> done =
                registry.call("POST", "/v1/devices/" + device + ":" + verb, null, RunningRegistry.ADMIN_KEY);
        assertThat(done.statusCode()).isEqualTo(200);
        return new JsonObject(done.body()).getString("status");
    }

    DeviceId online(String id) throws Exception {
        return online(id, MODEL);
    }

    DeviceId online(String id, String model) throws Exception {
        DeviceId device = new DeviceId(id);
        connect(device, model);
        return device;
    }

    void connect(DeviceId device) throws Exception {
        connect(device, MODEL);
    }

    /** Returns when the registry knows of the session. */
    void connect(DeviceId device, String model) throws Exception {
        SessionRecord record =
                new SessionRecord.Online(device, new ProductModel(model), EDGE, Instant.now(), "127.0.0.1");
        var stored = kafka.produce(topics.sessions(), device.value(), record.toValue());
        Await.until(
                LIMIT,
                device + " to be online",
                () -> number("SELECT session_epoch AS n FROM devices WHERE device_id = '" + device + "'")
                        >= stored.offset());
    }

    void offline(DeviceId device) throws Exception {
        long epoch = number("SELECT session_epoch AS n FROM devices WHERE device_id = '" + device + "'");
        SessionRecord record =
                new SessionRecord.Offline(device, new ProductModel(MODEL), EDGE, epoch, Instant.now(), "disconnected");
        var stored = kafka.produce(topics.sessions(), device.value(), record.toValue());
        assertThat(stored.hasOffset()).isTrue();
        Await.until(
                LIMIT,
                device + " to be offline",
                () -> !registry.device(device.value()).getBoolean("online"));
    }

    List<JsonObject> awaitMessages(DeviceId device, int count) {
        Await.until(
                LIMIT, count + " messages for " + device, () -> messages(device).size() >= count);
        assertThat(messages(device)).hasSize(count);
        return messages(device);
    }

    List<JsonObject> messages(DeviceId device) {
        return down(device).stream()
                .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    List<ConsumerRecord<String, byte[]>> down(DeviceId device) {
        return down(device.value());
    }

    List<ConsumerRecord<String, byte[]>> down(String key) {
        return kafka.records(topics.down(EDGE)).stream()
                .filter(record -> record.key().equals(key))
                .toList();
    }

    /** What the edge would report. */
    void receipt(ConsumerRecord<String, byte[]> down, String outcome) throws Exception {
        ProducerRecord<String, byte[]> receipt = new ProducerRecord<>(
                topics.receipts(),
                null,
                down.key(),
                new JsonObject()
                        .put("device_id", down.key())
                        .put("outcome", outcome)
                        .put("edge", EDGE.value())
                        .put("time", 0)
                        .toBuffer()
                        .getBytes(),
                down.headers());
        assertThat(kafka.produce(receipt).hasOffset()).isTrue();
    }

    JsonObject awaitEvent(DeviceId device, String event) {
        Await.until(LIMIT, event + " of " + device, () -> events(device).contains(event));
        return kafka.records(topics.events()).stream()
                .filter(record -> record.key().equals(device.value()) && event.equals(kind(record)))
                .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElseThrow();
    }

    List<String> events(DeviceId device) {
        return kafka.records(topics.events()).stream()
                .filter(record -> record.key().equals(device.value()))
                .map(PlayedEdge::kind)
                .toList();
    }

    static String kind(ConsumerRecord<String, byte[]> record) {
        String type = header(record, "ce_type");
        return type.substring("cloud.deli.device.".length(), type.length() - ".v1".length());
    }

    long outbox() throws Exception {
        return number("SELECT count(*) AS n FROM outbox");
    }

    long pending(DeviceId device) throws Exception {
        return number("SELECT count(*) AS n FROM notices WHERE device_id = '" + device + "'");
    }

    long number(String sql) throws Exception {
        var rows = RunningRegistry.result(database.query(sql).execute());
        return rows.size() == 0 ? -1 : rows.iterator().next().getLong("n");
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }
}
