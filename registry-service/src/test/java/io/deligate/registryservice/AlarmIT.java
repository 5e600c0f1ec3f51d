package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.refusal.RefusalRecord;
import io.deligate.streams.refusal.RefusalRecord.What;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alarms and refusals, from the registry's topic to REST, events and notices. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class AlarmIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final ProductModel MODEL = new ProductModel("ALARM");
    private static final String PREFIX = "alarmit.";
    private static final Instant T0 = Instant.parse("2026-11-22T10:00:00.123Z");

    private TestKafka kafka;
    private RunningRegistry registry;
    private Database database;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        registry = RunningRegistry.start(kafka, fresh, PREFIX);
        database = result(RegistryDatabase.open(registry.vertx, registry.config.postgres()));
        assertThat(registry.createProduct(MODEL.value())).isNotEmpty();
    }

    @AfterAll
    void stop() throws Exception {
        result(database.close());
        registry.close();
    }

    @Test
    @Tag("R89")
    @Tag("R91")
    void alarmsOfABoundDeviceAreOneRowOneEventAndOneNoticeAWindow() throws Exception {
        DeviceId device = known("BOUND");
        bind(device, 77, "Gate");
        for (int i = 0; i < 20; i++) {
            alarm(device, 5, "door <open>", T0.plusSeconds(i));
        }
        Await.until(
                LIMIT,
                "20 are counted",
                () -> alarms(device, "").stream()
                                .mapToInt(row -> row.getInteger("count"))
                                .sum()
                        == 20);
        alarm(device, 5, "again", T0.plusSeconds(61));
        Await.until(LIMIT, "a second row", () -> alarms(device, "").size() == 2);

        assertThat(alarms(device, "").get(1))
                .isEqualTo(new JsonObject()
                        .put("code", 5)
                        .put("msg", "door <open>")
                        .put("first_at", "2026-11-22T10:00:00.123Z")
                        .put("last_at", "2026-11-22T10:00:19.123Z")
                        .put("count", 20)
                        .put("group_id", 77));
        List<JsonObject> notices = sent("notifications", "77", 2);
        assertThat(notices.get(0).getInteger("count")).isBetween(1, 20);
        notices.get(0).remove("count");
        assertThat(notices.get(0))
                .isEqualTo(new JsonObject()
                        .put("group_id", 77)
                        .put("device_id", device.value())
                        .put("name", "Gate")
                        .put("product", "ALARM")
                        .put("code", 5)
                        .put("msg", "door <open>")
                        .put("time", T0.toEpochMilli()));
        List<JsonObject> events = sent("events", device.value(), 2);
        assertThat(events).extracting(event -> event.getInteger("code")).containsExactly(5, 5);
        assertThat(events).extracting(event -> event.getString("msg")).containsExactly("door <open>", "again");
    }

    @Test
    void anAlarmThatADispatcherHandsOnTwiceIsCountedOnce() throws Exception {
        DeviceId device = known("TWICE");
        for (int number : new int[] {1, 2, 1, 2, 3}) {
            alarm(PREFIX, device, number, "", T0.plusMillis(number), device + ":7:" + number);
        }
        assertThat(sent("events", device.value(), 3)).hasSize(3);
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(alarms(device, ""))
                        .extracting(alarm -> alarm.getInteger("count"))
                        .containsExactly(1, 1, 1));
    }

    @Test
    @Tag("R89")
    void anUnboundDevicesAlarmIsStoredAndToldButNoticedToNobody() throws Exception {
        DeviceId device = known("UNBOUND");
        DeviceId bound = known("BOUND2");
        bind(bound, 78, "");

        alarm(device, -9_000_000_000L, "", T0);
        alarm(bound, 1, "", T0);

        assertThat(sent("notifications", "78", 1)).hasSize(1);
        assertThat(sent("events", device.value(), 1).get(0).getLong("code")).isEqualTo(-9_000_000_000L);
        assertThat(alarms(device, "").get(0).getValue("group_id")).isNull();
        assertThat(kafka.records(PREFIX + "notifications"))
                .noneMatch(record -> text(record).contains(device.value()));
    }

    @Test
    @Tag("R91")
    void aFloodOfDifferentCodesFillsNoMoreThanItsRowsAndIsReadInPages() throws Exception {
        DeviceId device = known("FLOOD");
        int most = registry.config.alarms().rowsPerHour();
        for (int code = 0; code < most + 50; code++) {
            alarm(device, code, "", T0.plusMillis(code));
        }
        DeviceId other = known("CALM");
        alarm(other, 1, "", T0);
        Await.until(LIMIT, "another device's alarm", () -> alarms(other, "").size() == 1);
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.meters
                                .get("deligate.registry.alarms")
                                .tag("result", "suppressed")
                                .counter()
                                .count())
                        .isEqualTo(50));

        JsonObject first = new JsonObject(
                registry.get("/v1/devices/" + device + "/alarms?page_size=100").body());
        assertThat(first.getJsonArray("items").getJsonObject(0).getInteger("code"))
                .isEqualTo(most - 1);
        assertThat(first.getJsonArray("items")).hasSize(100);
        List<JsonObject> rest = alarms(device, "?page_size=100&page_token=" + first.getString("next_page_token"));
        assertThat(rest)
                .extracting(row -> row.getInteger("code"))
                .startsWith(most - 101)
                .hasSize(most - 100);
        assertThat(registry.get("/v1/devices/" + device + "/alarms?page_token=bm90")
                        .statusCode())
                .isEqualTo(400);
        assertThat(registry.get("/v1/devices/NOBODY/alarms").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R149")
    void theNewestRefusalIsTheDevicesLastError() throws Exception {
        DeviceId device = known("REFUSED");
        refusal(device, What.UPLINK, "wrong-topic", T0.plusSeconds(5));
        refusal(device, What.CONNECT, "bad-password", T0);
        refusal(new DeviceId("ALARM_NOBODY"), What.CONNECT, "bad-password", T0);
        DeviceId later = known("REFUSED2");
        refusal(later, What.CONNECT, "banned", T0);

        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.device(device.value()).getString("last_error"))
                        .isEqualTo("uplink refused: wrong-topic (2026-11-22T10:00:05Z, 192.0.2.7)"));
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.device(later.value()).getString("last_error"))
                        .startsWith("connect refused: banned"));
        refusal(device, What.CONNECT, "superseded", T0.plusSeconds(9));
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.device(device.value()).getString("last_error"))
                        .contains("superseded"));
        assertThat(registry.get("/v1/devices/ALARM_NOBODY").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("R75")
    void aReportThatSaysNothingNewIsNoEvent() throws Exception {
        DeviceId device = known("REPORTS");
        for (String version : List.of("1", "1", "2", "2", "1")) {
            String report = "{\"action\":101,\"data\":{\"product_version\":\"" + version + "\"}}";
            kafka.produce(PREFIX + "registry", device.value(), report);
            Await.untilAsserted(
                    LIMIT,
                    () -> assertThat(registry.device(device.value()).getString("product_version"))
                            .isEqualTo(version));
        }
        alarm(device, 1, "", T0);
        assertThat(sent("events", device.value(), 1)).hasSize(1);

        assertThat(kafka.records(PREFIX + "events"))
                .filteredOn(record -> record.key().equals(device.value()))
                .filteredOn(record -> DeliHeaders.text(record.headers(), "ce_type")
                        .filter("cloud.deli.device.info-updated.v1"::equals)
                        .isPresent())
                .extracting(record -> new JsonObject(text(record)).getString("product_version"))
                .containsExactly("1", "2", "1");
        assertThat(kafka.records(PREFIX + "events"))
                .filteredOn(record -> record.key().equals(device.value()))
                .filteredOn(record -> DeliHeaders.text(record.headers(), "ce_type")
                        .filter("cloud.deli.device.firmware-changed.v1"::equals)
                        .isPresent())
                .extracting(record -> new JsonObject(text(record)))
                .extracting(event -> event.getString("from") + ">" + event.getString("to"))
                .containsExactly(">1", "1>2", "2>1");
    }

    @Test
    void everythingReadAgainFromTheBeginningChangesNothing(TestKafka broker, TestDatabase same) throws Exception {
        String prefix = "alarmreplay.";
        DeviceId device = new DeviceId("ALARM_REPLAY");
        List<JsonObject> before;
        try (RunningRegistry first = RunningRegistry.start(broker, same, prefix)) {
            assertThat(first.createProduct("REPLAY")).isNotEmpty();
            online(prefix, device, new ProductModel("REPLAY"));
            for (int i = 0; i < 200; i++) {
                alarm(prefix, device, i % 3, "", T0.plusSeconds(i));
            }
            Await.until(LIMIT, "all are counted", () -> sum(alarms(first, device, "")) == 200);
            before = alarms(first, device, "");
        }
        rewind(prefix);
        try (RunningRegistry second = RunningRegistry.start(broker, same, prefix)) {
            Await.until(
                    LIMIT,
                    "all are read again",
                    () -> second.meters
                                    .get("deligate.registry.alarms")
                                    .tag("result", "repeated")
                                    .counter()
                                    .count()
                            == 200);
            assertThat(alarms(second, device, "")).isEqualTo(before);
        }
    }

    private static int sum(List<JsonObject> rows) {
        return rows.stream().mapToInt(row -> row.getInteger("count")).sum();
    }

    /** A device the registry holds. */
    private DeviceId known(String name) throws Exception {
        DeviceId device = new DeviceId("ALARM_" + name);
        online(PREFIX, device, MODEL);
        Await.until(
                LIMIT, "the device", () -> registry.get("/v1/devices/" + device).statusCode() == 200);
        return device;
    }

    private void online(String prefix, DeviceId device, ProductModel model) {
        var session = new SessionRecord.Online(device, model, new EdgeId("edge-1"), T0, "192.0.2.1");
        kafka.produce(prefix + "sessions", device.value(), session.toValue());
    }

    private void bind(DeviceId device, long group, String name) throws Exception {
        var made = result(database.pool()
                .preparedQuery("INSERT INTO groups (group_id, name, created_at) OVERRIDING SYSTEM VALUE"
                        + " VALUES ($1, 'Owner', now())")
                .execute(Tuple.of(group)));
        assertThat(made.rowCount()).isEqualTo(1);
        var unused = result(database.pool()
                .preparedQuery("UPDATE devices SET group_id = $2, name = $3 WHERE device_id = $1")
                .execute(Tuple.of(device.value(), group, name)));
    }

    private void alarm(DeviceId device, long code, String msg, Instant at) {
        alarm(PREFIX, device, code, msg, at);
    }

    private void alarm(String prefix, DeviceId device, long code, String msg, Instant at) {
        alarm(prefix, device, code, msg, at, null);
    }

    private void alarm(String prefix, DeviceId device, long code, String msg, Instant at, @Nullable String messageId) {
        String request = new JsonObject()
                .put("mid", "1")
                .put("action", 105)
                .put("data", new JsonObject().put("code", code).put("msg", msg))
                .encode();
        var record =
                new ProducerRecord<>(prefix + "registry", device.value(), request.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, Long.toString(at.toEpochMilli()));
        DeliHeaders.put(record.headers(), DeliHeaders.PRODUCT, MODEL.value());
        if (messageId != null) {
            DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "7");
            DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, messageId);
        }
        kafka.produce(record);
    }

    private void refusal(DeviceId device, What what, String reason, Instant at) {
        var refusal = new RefusalRecord(device, what, reason, at, "192.0.2.7").toRecord(PREFIX + "registry");
        var record = new ProducerRecord<>(refusal.topic(), device.value(), refusal.value());
        refusal.headers().forEach(record.headers()::add);
        kafka.produce(record);
    }

    private List<JsonObject> alarms(DeviceId device, String query) throws Exception {
        return alarms(registry, device, query);
    }

    private static List<JsonObject> alarms(RunningRegistry registry, DeviceId device, String query) throws Exception {
        var items = new JsonObject(registry.get("/v1/devices/" + device + "/alarms" + query)
                        .body())
                .getJsonArray("items");
        return IntStream.range(0, items.size()).mapToObj(items::getJsonObject).toList();
    }

    /** At least so many alarm records under that key. */
    private List<JsonObject> sent(String topic, String key, int count) {
        Await.until(
                LIMIT,
                count + " records of " + topic,
                () -> alarmRecords(topic, key).size() >= count);
        List<JsonObject> found = alarmRecords(topic, key);
        assertThat(found).hasSize(count);
        return found;
    }

    private List<JsonObject> alarmRecords(String topic, String key) {
        return kafka.records(PREFIX + topic).stream()
                .filter(record -> record.key().equals(key))
                .filter(record -> topic.equals("notifications")
                        || DeliHeaders.text(record.headers(), "ce_type")
                                .filter("cloud.deli.device.alarm.v1"::equals)
                                .isPresent())
                .map(record -> new JsonObject(text(record)))
                .toList();
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private void rewind(String prefix) throws Exception {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
            var committed = admin.listConsumerGroupOffsets(prefix + "registry")
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
            committed.keySet().forEach(partition -> begin.put(partition, new OffsetAndMetadata(0)));
            var unused = admin.alterConsumerGroupOffsets(prefix + "registry", begin)
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
