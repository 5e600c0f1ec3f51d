package io.deligate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real dispatcher between real topics; the test is the edge. */
@ExtendWith(KafkaExtension.class)
class DispatcherIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PREFIX = "dispatcherit.";
    private static final AtomicInteger EDGES = new AtomicInteger();
    private static final KnownDevices registry = new KnownDevices();

    private static Vertx vertx;
    private static ClusterMember member;
    private static SimpleMeterRegistry meters;

    private final TestKafka kafka = KafkaExtension.kafka();
    private final String edge = "edge-" + EDGES.incrementAndGet();

    @BeforeAll
    static void startDispatcher(TestKafka kafka) throws Exception {
        vertx = Vertx.vertx();
        member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
        var unused = new RegistryHost(vertx, member, registry);
        meters = new SimpleMeterRegistry();
        DispatcherConfig defaults = DispatcherConfig.defaults();
        DispatcherConfig config = new DispatcherConfig(
                defaults.requests(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                PREFIX,
                defaults.cluster(),
                defaults.clusterPort(),
                defaults.management(),
                defaults.runtime());
        await(vertx.deployVerticle(new DispatcherVerticle(Platform.on(vertx, meters), config, member)));
    }

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
        member.close();
    }

    private static void await(Future<?> future) throws Exception {
        var unused = future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void ask(String device, long epoch, String envelope) {
        ask(device, epoch, envelope, System.currentTimeMillis());
    }

    private void ask(String device, long epoch, String envelope, long received) {
        var record = new ProducerRecord<>(PREFIX + "up.1xx", device, envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, edge);
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, Long.toString(epoch));
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, Long.toString(received));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, device + ":" + epoch + ":1");
        kafka.produce(record);
    }

    private List<ConsumerRecord<String, byte[]>> replies(int count) {
        return kafka.awaitRecords(PREFIX + "down." + edge, count, SOON);
    }

    private JsonObject reply() {
        return json(replies(1).get(0));
    }

    private static JsonObject json(ConsumerRecord<String, byte[]> record) {
        return new JsonObject(Buffer.buffer(record.value()));
    }

    private void makeDownTopic() {
        kafka.createTopic(PREFIX + "down." + edge, 1, Map.of());
    }

    private static DeviceView view(String id, DeviceStatus status, GroupId group, String version) {
        return new DeviceView(
                new DeviceId(id),
                new ProductModel("DL3785W"),
                status,
                group,
                version,
                List.of(),
                7,
                Instant.ofEpochSecond(1_700_000_000),
                Instant.ofEpochSecond(1_600_000_000));
    }

    @Test
    @Tag("R71")
    @Tag("R48")
    void answers100WithItsOwnTime() {
        makeDownTopic();
        long before = Instant.now().getEpochSecond();

        ask("DL3785W_1", 1, "{\"mid\":\"1\",\"action\":100,\"time\":0}");

        ConsumerRecord<String, byte[]> record = replies(1).get(0);
        JsonObject reply = json(record);
        assertThat(record.key()).isEqualTo("DL3785W_1");
        assertThat(reply.getString("mid")).isEqualTo("1");
        assertThat(reply.getString("from")).isEqualTo("system");
        assertThat(reply.getString("to")).isEqualTo("DL3785W_1");
        assertThat(reply.getInteger("action")).isEqualTo(100);
        assertThat(reply.getLong("time")).isBetween(before, Instant.now().getEpochSecond());
        assertThat(reply.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("code", 0).put("msg", ""));
        assertThat(DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)).contains("DL3785W_1:1:1:reply");
        assertThat(DeliHeaders.text(record.headers(), DeliHeaders.EDGE)).contains(edge);
    }

    @Test
    @Tag("R72")
    void handsA101ToTheRegistryAsItCameAndThenAnswersIt() {
        makeDownTopic();
        String request = "{\"mid\":9,\"action\":101,\"data\":{\"name\":\"n\",\"product_version\":\"1.5\"}}";

        ask("DL3785W_101", 3, request);

        assertThat(reply().getJsonObject("data").getInteger("code")).isZero();
        ConsumerRecord<String, byte[]> write = kafka.records(PREFIX + "registry").stream()
                .filter(record -> record.key().equals("DL3785W_101"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(write.value(), StandardCharsets.UTF_8)).isEqualTo(request);
        assertThat(DeliHeaders.number(write.headers(), DeliHeaders.EPOCH)).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":\"1\",\"action\":101}",
                "{\"mid\":\"1\",\"action\":101,\"data\":{\"product_version\":1}}",
                "{\"mid\":\"1\",\"action\":101,\"data\":{\"properties\":[]}}"
            })
    @Tag("R74")
    void refusesABad101AndHandsNothingToTheRegistry(String request) {
        makeDownTopic();
        String device = "DL3785W_" + edge;

        ask(device, 1, request);

        assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(100);
        assertThat(kafka.records(PREFIX + "registry"))
                .noneMatch(record -> record.key().equals(device));
    }

    @Test
    @Tag("R76")
    @Tag("R78")
    @Tag("R80")
    void answers102OfADeviceTheRegistryHasNotSeenYet() {
        makeDownTopic();

        ask("DL3785W_new", 4, "{\"mid\":\"2\",\"action\":102}");

        JsonObject data = reply().getJsonObject("data");
        assertThat(data.getInteger("code")).isZero();
        assertThat(data.getInteger("status")).isEqualTo(1);
        assertThat(data.getValue("group_id")).isNull();
        assertThat(data.getLong("last_access")).isZero();
        assertThat(data.getString("product_version")).isEmpty();
    }

    @Test
    @Tag("R77")
    @Tag("R78")
    void answers102OfABoundDeviceWithItsGroupAndItsPreviousConnect() {
        makeDownTopic();
        registry.put(view("DL3785W_bound", DeviceStatus.NORMAL, new GroupId(1_000), "1.0"));

        ask("DL3785W_bound", 7, "{\"action\":102}");

        JsonObject data = reply().getJsonObject("data");
        assertThat(data.getValue("group_id")).isEqualTo(1_000);
        assertThat(data.getLong("last_access")).isEqualTo(1_600_000_000);
        assertThat(data.getString("product_version")).isEqualTo("1.0");
    }

    @Test
    @Tag("R78")
    void takesTheNewestKnownConnectAsThePreviousOneWhenTheRegistryIsBehind() {
        makeDownTopic();
        registry.put(view("DL3785W_fast", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        ask("DL3785W_fast", 8, "{\"action\":102}");

        assertThat(reply().getJsonObject("data").getLong("last_access")).isEqualTo(1_700_000_000);
    }

    @Test
    @Tag("R80")
    void names102TheVersionThatTheDeviceHasJustReported() {
        makeDownTopic();
        registry.put(view("DL3785W_up", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        ask("DL3785W_up", 7, "{\"mid\":\"a\",\"action\":101,\"data\":{\"product_version\":\"2.0\"}}");
        ask("DL3785W_up", 7, "{\"mid\":\"b\",\"action\":102}");

        JsonObject second = json(replies(2).get(1));
        assertThat(second.getString("mid")).isEqualTo("b");
        assertThat(second.getJsonObject("data").getString("product_version")).isEqualTo("2.0");
    }

    @Test
    @Tag("R81")
    void answers102OfALockedDeviceWithStatus0() {
        makeDownTopic();
        registry.put(view("DL3785W_locked", DeviceStatus.LOCKED, new GroupId(1), "1.0"));

        ask("DL3785W_locked", 7, "{\"action\":102}");

        assertThat(reply().getJsonObject("data").getInteger("status")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 106, 199, 301, 302, 400, 999})
    @Tag("R61")
    @Tag("R62")
    void answersAnActionItDoesNotKnowWith106(int action) {
        makeDownTopic();

        ask("DL3785W_odd", 1, "{\"mid\":\"x\",\"action\":" + action + "}");

        JsonObject reply = reply();
        assertThat(reply.getInteger("action")).isEqualTo(action);
        assertThat(reply.getString("mid")).isEqualTo("x");
        assertThat(reply.getJsonObject("data").getInteger("code")).isEqualTo(106);
    }

    @Test
    @Tag("R65")
    void refusesARequestThatIsNotForThePlatform() {
        makeDownTopic();

        ask("DL3785W_to", 1, "{\"mid\":\"x\",\"to\":\"somebody\",\"action\":100}");

        assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(102);
    }

    @Test
    @Tag("R94")
    void answers100AndSaysMinus1To102WhileTheRegistryIsDown() {
        makeDownTopic();
        registry.down(true);
        try {
            ask("DL3785W_r94", 1, "{\"mid\":\"1\",\"action\":102}");
            ask("DL3785W_r94", 1, "{\"mid\":\"2\",\"action\":100}");

            List<ConsumerRecord<String, byte[]>> replies = replies(2);
            assertThat(json(replies.get(0)).getJsonObject("data").getInteger("code"))
                    .isEqualTo(-1);
            assertThat(json(replies.get(1)).getJsonObject("data").getInteger("code"))
                    .isZero();
        } finally {
            registry.down(false);
        }
    }

    @Test
    @Tag("R53")
    @Tag("R70")
    void answersFiftyRequestsWithOneMidInTheirOrder() {
        makeDownTopic();
        for (int i = 0; i < 50; i++) {
            ask("DL3785W_many", 1, "{\"mid\":\"same\",\"action\":10" + (i % 2 == 0 ? "0" : "2") + "}");
        }

        List<ConsumerRecord<String, byte[]>> replies = replies(50);
        for (int i = 0; i < 50; i++) {
            assertThat(json(replies.get(i)).getInteger("action")).isEqualTo(i % 2 == 0 ? 100 : 102);
        }
    }

    @Test
    @Tag("R96")
    void leavesAQueryUnansweredThatWaitedTooLongButCarriesOutAReport() {
        makeDownTopic();
        long longAgo = System.currentTimeMillis() - 31_000;

        ask("DL3785W_late", 1, "{\"mid\":\"1\",\"action\":100}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"2\",\"action\":102}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"3\",\"action\":101,\"data\":{\"product_version\":\"1\"}}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"4\",\"action\":100}");

        List<ConsumerRecord<String, byte[]>> replies = replies(2);
        assertThat(replies).extracting(reply -> json(reply).getString("mid")).containsExactly("3", "4");
    }

    @Test
    void putsARequestThatDoesNotNameItsEdgeToTheDeadLetters() {
        kafka.produce(PREFIX + "up.1xx", "DL3785W_lost", "{\"action\":100}");

        ConsumerRecord<String, byte[]> dead = kafka.awaitRecords(PREFIX + "dead-letter", 1, SOON).stream()
                .filter(record -> record.key().equals("DL3785W_lost"))
                .findFirst()
                .orElseThrow();
        assertThat(DeliHeaders.text(dead.headers(), DeliHeaders.REASON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("deli-edge"));
        assertThat(DeliHeaders.text(dead.headers(), DeliHeaders.ORIGIN))
                .hasValueSatisfying(origin -> assertThat(origin).startsWith(PREFIX + "up.1xx/"));
    }
}
