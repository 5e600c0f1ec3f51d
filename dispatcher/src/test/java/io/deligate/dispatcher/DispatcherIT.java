package io.deligate.dispatcher;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.Await;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real dispatcher between real topics; the test is the edge. */
@ExtendWith(KafkaExtension.class)
class DispatcherIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PREFIX = "dispatcherit.";
    private static final AtomicInteger EDGES = new AtomicInteger();
    private static final KnownDevices registry = new KnownDevices();

    private static Vertx vertx;
    private static ClusterMember member;
    private static RegistryHost host;
    private static SimpleMeterRegistry meters;

    private final TestKafka kafka = KafkaExtension.kafka();
    private final String edge = "edge-" + EDGES.incrementAndGet();

    @BeforeAll
    static void startDispatcher(TestKafka kafka) throws Exception {
        vertx = Vertx.vertx();
        member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
        host = new RegistryHost(vertx, member, registry);
        meters = new SimpleMeterRegistry();
        DispatcherConfig defaults = DispatcherConfig.defaults();
        DispatcherConfig config = new DispatcherConfig(
                defaults.requests(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                PREFIX,
                defaults.cluster(),
                defaults.clusterPort(),
                defaults.tracing(),
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
        kafka.produce(question(device, epoch, envelope, received));
    }

    private ProducerRecord<String, byte[]> question(String device, long epoch, String envelope, long received) {
        var record = new ProducerRecord<>(PREFIX + "up.1xx", device, envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, edge);
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, Long.toString(epoch));
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, Long.toString(received));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, device + ":" + epoch + ":1");
        return record;
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

    private List<Integer> codes(int count) {
        return replies(count).stream()
                .map(record -> json(record).getJsonObject("data").getInteger("code"))
                .toList();
    }

    /** What the registry is to store for the device. */
    private List<String> writes(String device) {
        return kafka.records(PREFIX + "registry").stream()
                .filter(record -> record.key().equals(device))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What the registry says after a commit. */
    private static void changed(String device) throws Exception {
        await(host.changed(Set.of(new DeviceId(device))));
    }

    private void makeDownTopic() {
        kafka.createTopic(PREFIX + "down." + edge, 1, Map.of());
    }

    private static DeviceView view(String id, DeviceStatus status, @Nullable GroupId group, String version) {
        return new DeviceView(
                new DeviceId(id),
                new ProductModel("DL3785W"),
                "",
                status,
                group,
                List.of(),
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
    @Tag("R77")
    @Tag("R78")
    void aThousand102sOfAHundredDevicesAskTheDatabaseOnceForEach() {
        makeDownTopic();
        List<ProducerRecord<String, byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            registry.put(view(edge + "-" + i, DeviceStatus.NORMAL, new GroupId(1 + i), "1.0"));
        }
        for (int i = 0; i < 1_000; i++) {
            // every second request comes from a session the registry has not heard of yet
            asked.add(question(edge + "-" + i % 100, 7 + i / 100 % 2, "{\"action\":102}", System.currentTimeMillis()));
        }
        int before = registry.questions();

        kafka.produceAll(asked);

        Map<String, List<JsonObject>> answers = kafka.awaitRecords(PREFIX + "down." + edge, 1_000, LONG).stream()
                .collect(groupingBy(
                        ConsumerRecord::key, mapping(record -> json(record).getJsonObject("data"), toList())));
        assertThat(answers).hasSize(100).allSatisfy((device, replies) -> {
            assertThat(replies)
                    .extracting(reply -> reply.getLong("last_access"))
                    .as("previous connect, told by the epoch of the request")
                    .containsExactly(
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L,
                            1_600_000_000L,
                            1_700_000_000L);
            assertThat(replies)
                    .extracting(reply -> reply.getInteger("group_id"))
                    .containsOnly(group(device));
        });
        // what is known is read again after a minute, which a slow machine may reach
        assertThat(registry.questions() - before).isBetween(100, 200);
    }

    private int group(String device) {
        return 1 + Integer.parseInt(device.substring(edge.length() + 1));
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
    @ValueSource(strings = {"5", "-9000000000", "5,\"msg\":\"hot\"", "5,\"msg\":null"})
    @Tag("R89")
    void handsAnAlarmToTheRegistryAsItCameAndThenAnswersIt(String code) {
        makeDownTopic();
        String device = "DL3785W_" + edge;
        String request = "{\"mid\":\"a\",\"action\":105,\"data\":{\"code\":" + code + "}}";

        ask(device, 3, request);

        JsonObject reply = reply();
        assertThat(reply.getInteger("action")).isEqualTo(105);
        assertThat(reply.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("code", 0).put("msg", ""));
        assertThat(writes(device)).containsExactly(request);
    }

    @Test
    @Tag("R90")
    void answersAnAlarmWithATextThatIsTooLong() {
        makeDownTopic();
        String device = "DL3785W_" + edge;

        ask(device, 3, "{\"action\":105,\"data\":{\"code\":1,\"msg\":\"" + "x".repeat(2_000) + "\"}}");

        assertThat(reply().getJsonObject("data").getInteger("code")).isZero();
        assertThat(writes(device)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":\"1\",\"action\":105}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"msg\":\"hot\"}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":\"5\"}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":5.5}}",
                "{\"mid\":\"1\",\"action\":105,\"data\":{\"code\":null}}"
            })
    @Tag("R90")
    void refusesAnAlarmWithoutACode(String request) {
        makeDownTopic();
        String device = "DL3785W_" + edge;

        ask(device, 1, request);

        assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(100);
        assertThat(writes(device)).isEmpty();
    }

    @Test
    @Tag("R91")
    @Tag("R95")
    void aFloodOfAlarmsOfOneDeviceDoesNotHoldUpTheOthers() {
        makeDownTopic();
        List<ProducerRecord<String, byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String alarm = "{\"mid\":\"flood\",\"action\":105,\"data\":{\"code\":" + i % 7 + "}}";
            asked.add(question("DL3785W_flood", 1, alarm, System.currentTimeMillis()));
        }
        for (int i = 0; i < 50; i++) {
            String query = "{\"mid\":\"calm\",\"action\":102}";
            asked.add(question("DL3785W_calm" + i, 1, query, System.currentTimeMillis()));
        }

        kafka.produceAll(asked);

        List<String> order = kafka.awaitRecords(PREFIX + "down." + edge, 1_050, LONG).stream()
                .map(record -> json(record).getString("mid"))
                .toList();
        assertThat(order.lastIndexOf("calm"))
                .as("all others are answered while the flood goes on, also those behind it in its partition")
                .isLessThan(1_000);
        assertThat(order).filteredOn("flood"::equals).hasSize(1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":100}                             | 0",
                "{\"action\":101,\"data\":{\"name\":\"n\"}} | 105",
                "{\"action\":102}                             | 0",
                "{\"action\":103}                             | 102",
                "{\"action\":104}                             | 105",
                "{\"action\":105,\"data\":{\"code\":1}}     | 105"
            })
    @Tag("R92")
    void aLockedDeviceMayAskAboutItselfAndNothingElse(String request, int code) {
        makeDownTopic();
        String device = "DL3785W_" + edge;
        registry.put(view(device, DeviceStatus.LOCKED, new GroupId(1), "1.0"));

        ask(device, 7, request);

        assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(code);
        assertThat(writes(device)).isEmpty();
    }

    @Test
    @Tag("R85")
    void hands104OnAsItCameAndLeavesTheAnswerToTheRegistry() {
        makeDownTopic();
        registry.put(product("DL3785W", true));
        String device = "DL3785W_" + edge;
        registry.put(view(device, DeviceStatus.NORMAL, new GroupId(1), "1.0"));
        String request = "{\"mid\":17,\"action\":104}";

        ask(device, 7, request);
        ask(device, 7, "{\"action\":100}");

        assertThat(reply().getInteger("action")).isEqualTo(100);
        assertThat(writes(device)).containsExactly(request);
        assertThat(kafka.records(PREFIX + "registry").stream()
                        .filter(record -> record.key().equals(device))
                        .map(record -> DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)
                                .orElse("none")))
                .containsExactly(device + ":7:1");
    }

    @Test
    @Tag("R86")
    void refuses104OfAProductThatIsNotAllowedTo() {
        makeDownTopic();
        registry.put(product("KEPT", false));
        String device = "KEPT_" + edge;
        registry.put(new DeviceView(
                new DeviceId(device),
                new ProductModel("KEPT"),
                "",
                DeviceStatus.NORMAL,
                new GroupId(1),
                List.of(),
                "1.0",
                List.of(),
                7,
                null,
                null));

        ask(device, 7, "{\"action\":104}");

        assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(103);
        assertThat(writes(device)).isEmpty();
    }

    @Test
    @Tag("R88")
    void answers104WithMinus1WhileNobodyKnowsWhetherItIsAllowed() {
        makeDownTopic();
        String device = "UNKNOWN_" + edge;
        registry.down(true);
        try {
            ask(device, 7, "{\"action\":104}");
            assertThat(reply().getJsonObject("data").getInteger("code")).isEqualTo(-1);
            assertThat(writes(device)).isEmpty();
        } finally {
            registry.down(false);
        }
    }

    private static ProductView product(String model, boolean selfUnbind) {
        return new ProductView(
                new ProductModel(model), new ProductType("KQ"), AuthScheme.PRODUCT_KEY, true, selfUnbind, List.of());
    }

    @Test
    @Tag("R93")
    void aLockAndItsEndTakeEffectInMidSession() throws Exception {
        makeDownTopic();
        String device = "DL3785W_" + edge;
        registry.put(view(device, DeviceStatus.NORMAL, null, "1.0"));
        assertThat(codeOfAnAlarm(device, 0)).isZero();

        registry.put(view(device, DeviceStatus.LOCKED, null, "1.0"));
        changed(device);
        awaitCode(105, device);

        registry.put(view(device, DeviceStatus.NORMAL, null, "1.0"));
        changed(device);
        awaitCode(0, device);
    }

    /** The announcement is told, and a moment later heard. */
    private void awaitCode(int expected, String device) {
        Await.until(
                Duration.ofSeconds(5),
                "code " + expected,
                () -> codeOfAnAlarm(device, replies(0).size()) == expected);
    }

    /** Of one more alarm than were answered before. */
    private int codeOfAnAlarm(String device, int answered) {
        ask(device, 7, "{\"action\":105,\"data\":{\"code\":1}}");
        List<Integer> all = codes(answered + 1);
        return all.get(all.size() - 1);
    }

    @Test
    @Tag("R84")
    void answers103With102WithoutARelease() {
        makeDownTopic();
        registry.put(view("DL3785W_103", DeviceStatus.NORMAL, new GroupId(1), "1.0"));

        ask("DL3785W_103", 7, "{\"mid\":\"q\",\"action\":103}");

        JsonObject reply = reply();
        assertThat(reply.getInteger("action")).isEqualTo(103);
        assertThat(reply.getJsonObject("data").getInteger("code")).isEqualTo(102);
        assertThat(reply.getJsonObject("data").containsKey("version")).isFalse();
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
    void answersWhatItCanWhileTheRegistryIsDown() {
        makeDownTopic();
        registry.down(true);
        try {
            ask("DL3785W_r94", 1, "{\"mid\":\"1\",\"action\":102}");
            ask("DL3785W_r94", 1, "{\"mid\":\"2\",\"action\":100}");
            ask("DL3785W_r94", 1, "{\"mid\":\"3\",\"action\":103}");
            ask("DL3785W_r94", 1, "{\"mid\":\"4\",\"action\":105,\"data\":{\"code\":1}}");
            ask("DL3785W_r94", 1, "{\"mid\":\"5\",\"action\":101,\"data\":{\"name\":\"n\"}}");

            assertThat(codes(5)).containsExactly(-1, 0, -1, 0, 0);
            assertThat(writes("DL3785W_r94")).hasSize(2);
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
        ask("DL3785W_late", 1, "{\"mid\":\"4\",\"action\":103}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"5\",\"action\":105,\"data\":{\"code\":1}}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"6\",\"action\":104}", longAgo);
        ask("DL3785W_late", 1, "{\"mid\":\"7\",\"action\":100}");

        List<ConsumerRecord<String, byte[]>> replies = replies(4);
        assertThat(replies).extracting(reply -> json(reply).getString("mid")).containsExactly("3", "5", "6", "7");
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
