package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.EdgeBeacon;
import io.deligate.registryview.EdgeNotice;
import io.deligate.registryview.ProductKey;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.config.Secret;
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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a connect and a report do, from the topic to REST and to a lite member of the cluster. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class RegistryIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ProductModel MODEL = new ProductModel("DL3785W");
    private static final Instant CONNECTED = Instant.ofEpochSecond(1_700_000_000);

    private TestKafka kafka;
    private TestDatabase database;
    private RunningRegistry registry;
    private ClusterMember lite;
    private RegistryView view;
    private String productKey;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        database = fresh;
        registry = RunningRegistry.start(kafka, database, "registryit.");
        lite = ClusterMember.join(new ClusterConfig("127.0.0.1:" + registry.member.port(), 0), ClusterMember.Role.LITE);
        view = new RegistryView(registry.vertx, lite, ViewLimits.defaults());
        productKey = registry.createProduct(MODEL.value());
    }

    @AfterAll
    void stop() {
        lite.close();
        registry.close();
    }

    @Test
    void aLiteMemberSeesAProductAndItsKeyAsSoonAsItIsCreated() throws Exception {
        ProductModel fresh = new ProductModel("FRESH");
        assertThat(result(view.product(fresh))).isEmpty();
        String key = registry.createProduct("FRESH");
        Await.untilAsserted(
                Duration.ofSeconds(10),
                () -> assertThat(result(view.product(fresh)).map(ProductView::keys))
                        .contains(List.of(new ProductKey(new Secret(key), null))));
        assertThat(result(view.product(MODEL)).orElseThrow().keys())
                .containsExactly(new ProductKey(new Secret(productKey), null));
    }

    @Test
    @Tag("R10")
    @Tag("R78")
    void aConnectRegistersTheDeviceAndTheNextOneRemembersIt() throws Exception {
        DeviceId id = new DeviceId("DL3785W_CONNECT");
        assertThat(result(view.device(id))).isEmpty();
        long first = online(id, CONNECTED);

        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.get("/v1/devices/" + id).statusCode()).isEqualTo(200));
        JsonObject device = registry.device(id.value());
        assertThat(device)
                .isEqualTo(new JsonObject()
                        .put("device_id", id.value())
                        .put("product", MODEL.value())
                        .put("name", "")
                        .put("status", "normal")
                        .putNull("group_id")
                        .put("apps", new JsonArray())
                        .put("product_version", "")
                        .put("properties", new JsonObject())
                        .put("online", true)
                        .put("edge", "edge-1")
                        .put("last_access", CONNECTED.getEpochSecond())
                        .putNull("last_error"));
        DeviceView known = result(view.device(id)).orElseThrow();
        assertThat(known.lastAccessFor(first)).isEmpty();

        long second = online(id, CONNECTED.plusSeconds(60));
        assertThat(second).isGreaterThan(first);
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(result(view.device(id)).orElseThrow().lastAccessFor(second))
                        .contains(CONNECTED));
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.device(id.value()).getLong("last_access"))
                        .isEqualTo(CONNECTED.getEpochSecond() + 60));
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(result(view.device(id)).orElseThrow().epoch()).isEqualTo(second));
        assertThat(result(view.device(id)).orElseThrow().lastAccessFor(second)).contains(CONNECTED);
    }

    @Test
    void anOfflineRecordTakesTheDeviceOffTheListOfWhoIsOnline() throws Exception {
        DeviceId id = new DeviceId("DL3785W_LEAVES");
        long epoch = online(id, CONNECTED);
        Await.until(LIMIT, "online", () -> listed("?online=true&q=LEAVES").contains(id.value()));
        var unused = send(
                new SessionRecord.Offline(id, MODEL, new EdgeId("edge-1"), epoch, CONNECTED.plusSeconds(5), "closed"));
        Await.until(
                LIMIT,
                "offline",
                () -> listed("?online=false&q=leaves&product=DL3785W").contains(id.value()));
        JsonObject device = registry.device(id.value());
        assertThat(device.getValue("edge")).isNull();
        assertThat(device.getLong("last_access")).isEqualTo(CONNECTED.getEpochSecond());
        assertThat(listed("?online=true&q=LEAVES")).isEmpty();
        assertThat(listed("?status=locked")).isEmpty();
        assertThat(listed("?q=%25")).as("a percent sign is a letter here").isEmpty();
    }

    @Test
    @Tag("R72")
    @Tag("R73")
    void aReportIsStoredAsItWasSpelt() throws Exception {
        DeviceId id = new DeviceId("DL3785W_REPORT");
        var unused = online(id, CONNECTED);
        report(
                id,
                "{\"name\":\"Gate\",\"product_version\":\"1.0.3\",\"properties\":{\"big\":1e999, \"s\":\"\\u00e9\"}}");
        Await.until(
                LIMIT,
                "reported",
                () -> registry.get("/v1/devices/" + id).body().contains("1.0.3"));
        String body = registry.get("/v1/devices/" + id).body();
        assertThat(body)
                .contains("\"properties\":{\"big\":1e999, \"s\":\"\\u00e9\"}")
                .contains("\"name\":\"Gate\"");
        assertThat(result(view.device(id)).orElseThrow().productVersion()).isEqualTo("1.0.3");

        report(id, "{\"name\":\"\",\"product_version\":\"1.0.4\"}");
        Await.until(
                LIMIT,
                "kept what was not said",
                () -> registry.get("/v1/devices/" + id).body().contains("1.0.4"));
        assertThat(registry.get("/v1/devices/" + id).body())
                .contains("\"name\":\"Gate\"")
                .contains("1e999");

        report(id, "{\"properties\":{\"only\":true}}");
        Await.until(
                LIMIT,
                "properties replaced as a whole",
                () -> registry.get("/v1/devices/" + id).body().contains("\"properties\":{\"only\":true}"));
        Await.untilAsserted(
                Duration.ofSeconds(5),
                () -> assertThat(result(view.device(id)).orElseThrow().productVersion())
                        .isEqualTo("1.0.4"));
        assertThat(result(view.device(id)).orElseThrow().name()).isEqualTo("Gate");
    }

    @Test
    void aReportMayArriveBeforeTheConnectAndBesideRubbish() throws Exception {
        DeviceId id = new DeviceId("DL3785W_EARLY");
        kafka.produce("registryit.registry", id.value(), "rubbish");
        kafka.produce("registryit.registry", id.value(), "{\"action\":100}");
        report(id, "{\"name\":\"early\",\"product_version\":\"2\"}");
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.device(id.value()).getString("name")).isEqualTo("early"));
        assertThat(registry.device(id.value()).getBoolean("online")).isFalse();
        assertThat(registry.device(id.value()).getLong("last_access")).isZero();

        long epoch = online(id, CONNECTED);
        Await.until(LIMIT, "online", () -> registry.device(id.value()).getBoolean("online"));
        assertThat(registry.device(id.value()).getString("product_version")).isEqualTo("2");
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(result(view.device(id)).orElseThrow().epoch()).isEqualTo(epoch));
        assertThat(result(view.device(id)).orElseThrow().lastAccessFor(epoch)).isEmpty();
    }

    @Test
    @Tag("R75")
    void everythingReadAgainFromTheBeginningChangesNothing(TestKafka broker, TestDatabase same) throws Exception {
        String prefix = "replay.";
        DeviceId id = new DeviceId("REPLAYED");
        JsonObject before;
        try (RunningRegistry first = RunningRegistry.start(broker, same, prefix)) {
            var created = first.createProduct("REPLAY");
            assertThat(created).isNotEmpty();
            ProductModel model = new ProductModel("REPLAY");
            for (int i = 0; i < 3; i++) {
                var session = new SessionRecord.Online(
                        id, model, new EdgeId("edge-" + i), CONNECTED.plusSeconds(i), "192.0.2.1");
                kafka.produce("replay.sessions", id.value(), session.toValue());
                report("replay.", id, model, "{\"product_version\":\"v" + i + "\"}");
            }
            Await.untilAsserted(
                    LIMIT,
                    () -> assertThat(first.device(id.value()).getString("product_version"))
                            .isEqualTo("v2"));
            Await.untilAsserted(
                    LIMIT,
                    () -> assertThat(first.device(id.value()).getString("edge")).isEqualTo("edge-2"));
            before = first.device(id.value());
        }
        toTheBeginning(prefix + "registry", Set.of("replay.sessions", "replay.registry"));
        try (RunningRegistry second = RunningRegistry.start(broker, same, prefix)) {
            Await.until(LIMIT, "all is read", () -> lag(prefix + "registry") == 0);
            assertThat(second.device(id.value())).isEqualTo(before);
        }
    }

    @Test
    @Tag("R134")
    @Tag("R135")
    void theAccessListNamesReadyEdges() throws Exception {
        assertThat(registry.call("GET", "/access_list", null, null).statusCode())
                .isEqualTo(503);
        AtomicReference<EdgeNotice> one = new AtomicReference<>(edge("edge-1", 7, true));
        EdgeBeacon first = new EdgeBeacon(registry.vertx, lite, one::get);
        EdgeBeacon second = new EdgeBeacon(registry.vertx, lite, () -> edge("edge-2", 3, true));
        first.start();
        second.start();

        Await.untilAsserted(
                LIMIT,
                () -> assertThat(accessList().getJsonArray("MQTT"))
                        .isEqualTo(JsonArray.of("tcp://edge-2:1883", "tcp://edge-1:1883")));
        HttpResponse<String> answer = registry.call("GET", "/access_list", null, null);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).isEqualTo("public, max-age=60");
        assertThat(accessList().containsKey("MQTTS")).isFalse();

        // drained: off the list without waiting for the next announcement of its turn
        one.set(edge("edge-1", 7, false));
        first.announce();
        Await.untilAsserted(
                Duration.ofSeconds(10),
                () -> assertThat(accessList().getJsonArray("MQTT")).isEqualTo(JsonArray.of("tcp://edge-2:1883")));

        // the last one stands although it wants no more
        var gone = result(second.stop());
        Await.untilAsserted(
                Duration.ofSeconds(10),
                () -> assertThat(accessList().getJsonArray("MQTT")).isEqualTo(JsonArray.of("tcp://edge-1:1883")));
        assertThat(result(first.stop())).isEqualTo(gone);
    }

    @Test
    void countsWhatItDoes() {
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(registry.meters.get("deligate.registry.calls").counters())
                        .isNotEmpty());
        assertThat(registry.platform.health().ready().results())
                .extracting(result -> result.name())
                .contains("registry database");
    }

    private static EdgeNotice edge(String id, int connections, boolean ready) {
        return new EdgeNotice(id, List.of("tcp://" + id + ":1883"), List.of(), connections, ready);
    }

    private JsonObject accessList() throws Exception {
        return new JsonObject(registry.call("GET", "/access_list", null, null).body());
    }

    private List<String> listed(String query) throws Exception {
        return new JsonObject(registry.get("/v1/devices" + query).body())
                .getJsonArray("items").stream()
                        .map(item -> ((JsonObject) item).getString("device_id"))
                        .toList();
    }

    private long online(DeviceId id, Instant time) {
        return send(new SessionRecord.Online(id, MODEL, new EdgeId("edge-1"), time, "192.0.2.1"));
    }

    private long send(SessionRecord session) {
        return kafka.produce("registryit.sessions", session.device().value(), session.toValue())
                .offset();
    }

    private void report(DeviceId id, String data) {
        report("registryit.", id, MODEL, data);
    }

    private void report(String prefix, DeviceId id, ProductModel model, String data) {
        String envelope = "{\"mid\":\"1\",\"from\":\"" + id + "\",\"time\":0,\"action\":101,\"data\":" + data + "}";
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(prefix + "registry", id.value(), envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.PRODUCT, model.value());
        kafka.produce(record);
    }

    private void toTheBeginning(String group, Set<String> topics) throws Exception {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
            for (TopicPartition partition : committed(admin, group).keySet()) {
                begin.put(partition, new OffsetAndMetadata(0));
            }
            assertThat(begin.keySet()).extracting(TopicPartition::topic).containsAll(topics);
            var unused = admin.alterConsumerGroupOffsets(group, begin).all().get(20, TimeUnit.SECONDS);
        }
    }

    private long lag(String group) throws Exception {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
            Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
            committed.keySet().forEach(partition -> newest.put(partition, OffsetSpec.latest()));
            var ends = admin.listOffsets(newest).all().get(20, TimeUnit.SECONDS);
            long end = ends.values().stream().mapToLong(each -> each.offset()).sum();
            return end
                    - committed.values().stream()
                            .mapToLong(each -> each.offset())
                            .sum();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS);
    }
}
