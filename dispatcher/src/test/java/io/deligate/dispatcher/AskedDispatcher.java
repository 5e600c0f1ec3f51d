package io.deligate.dispatcher;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real dispatcher between real topics, one for a test class; its user is the edge, another one for each test. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class AskedDispatcher implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Duration LONG = Duration.ofSeconds(60);

    final KnownDevices registry = new KnownDevices();
    private final Vertx vertx = Vertx.vertx();
    TestKafka kafka;
    String prefix;
    private ClusterMember member;
    private RegistryHost host;
    private int edges;
    String edge = "edge-0";

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        kafka = KafkaExtension.kafka();
        prefix = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT) + ".";
        member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
        host = new RegistryHost(vertx, member, registry);
        DispatcherConfig defaults = DispatcherConfig.defaults();
        DispatcherConfig config = new DispatcherConfig(
                defaults.requests(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                prefix,
                defaults.cluster(),
                defaults.clusterPort(),
                defaults.tracing(),
                defaults.management(),
                defaults.runtime());
        await(vertx.deployVerticle(
                new DispatcherVerticle(Platform.on(vertx, new SimpleMeterRegistry()), config, member)));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        edges++;
        edge = "edge-" + edges;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        await(vertx.close());
        member.close();
    }

    static void await(Future<?> future) throws Exception {
        var unused = future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    void ask(String device, long epoch, String envelope) {
        ask(device, epoch, envelope, System.currentTimeMillis());
    }

    void ask(String device, long epoch, String envelope, long received) {
        kafka.produce(question(device, epoch, envelope, received));
    }

    ProducerRecord<String, byte[]> question(String device, long epoch, String envelope, long received) {
        var record = new ProducerRecord<>(prefix + "up.1xx", device, envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, edge);
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, Long.toString(epoch));
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, Long.toString(received));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, device + ":" + epoch + ":1");
        return record;
    }

    List<ConsumerRecord<String, byte[]>> replies(int count) {
        return kafka.awaitRecords(prefix + "down." + edge, count, SOON);
    }

    JsonObject reply() {
        return json(replies(1).get(0));
    }

    static JsonObject json(ConsumerRecord<String, byte[]> record) {
        return new JsonObject(Buffer.buffer(record.value()));
    }

    List<Integer> codes(int count) {
        return replies(count).stream()
                .map(record -> json(record).getJsonObject("data").getInteger("code"))
                .toList();
    }

    /** What the registry is to store for the device. */
    List<String> writes(String device) {
        return kafka.records(prefix + "registry").stream()
                .filter(record -> record.key().equals(device))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What the registry says after a commit. */
    void changed(String device) throws Exception {
        await(host.changed(Set.of(new DeviceId(device))));
    }

    void makeDownTopic() {
        kafka.createTopic(prefix + "down." + edge, 1, Map.of());
    }

    static DeviceView view(String id, DeviceStatus status, @Nullable GroupId group, String version) {
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

    int group(String device) {
        return 1 + Integer.parseInt(device.substring(edge.length() + 1));
    }

    static ProductView product(String model, boolean selfUnbind) {
        return new ProductView(
                new ProductModel(model), new ProductType("KQ"), AuthScheme.PRODUCT_KEY, true, selfUnbind, List.of());
    }

    /** The announcement is told, and a moment later heard. */
    void awaitCode(int expected, String device) {
        Await.until(
                Duration.ofSeconds(5),
                "code " + expected,
                () -> codeOfAnAlarm(device, replies(0).size()) == expected);
    }

    /** Of one more alarm than were answered before. */
    int codeOfAnAlarm(String device, int answered) {
        ask(device, 7, "{\"action\":105,\"data\":{\"code\":1}}");
        List<Integer> all = codes(answered + 1);
        return all.get(all.size() - 1);
    }
}
