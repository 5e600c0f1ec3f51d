package io.deligate.appbridge;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.appbridge.BridgeConfig.Apps;
import io.deligate.appbridge.BridgeConfig.Quota;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.Await;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Real bridges on a real broker; the test is the edge, the apps and the registry's database. */
final class BridgeFixture implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);
    static final EdgeId EDGE = new EdgeId("edge-1");
    private static final int PRESENCE = 404;
    private static final AtomicInteger FIXTURES = new AtomicInteger();
    private static final AtomicLong APPS = new AtomicLong(1_000);
    private static final AtomicLong MESSAGES = new AtomicLong();

    final TestKafka kafka;
    final MapRegistry registry = new MapRegistry();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final String prefix = "bridge" + FIXTURES.incrementAndGet() + "-"
            + ProcessHandle.current().pid() + ".";

    private final Vertx vertx = Vertx.vertx();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private final RegistryHost host = new RegistryHost(vertx, member, registry);

    private final long probe;

    BridgeFixture(TestKafka kafka) {
        this.kafka = kafka;
        this.probe = app();
        kafka.createTopic(prefix + "down." + EDGE, 1, Map.of());
    }

    /** Starts a bridge and returns what stops it. */
    @CanIgnoreReturnValue
    Bridge start() {
        return start(new Quota(1_000, BridgeConfig.defaults().apps().quota().bytes(), 500));
    }

    @CanIgnoreReturnValue
    Bridge start(Quota quota) {
        BridgeConfig defaults = BridgeConfig.defaults();
        BridgeConfig config = new BridgeConfig(
                defaults.messages(),
                new Apps(1, Duration.ofSeconds(30), quota),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                prefix,
                defaults.cluster(),
                defaults.clusterPort(),
                defaults.tracing(),
                defaults.management(),
                defaults.runtime());
        String id = get(vertx.deployVerticle(new BridgeVerticle(Platform.on(vertx, meters), config, member)));
        return () -> {
            var unused = get(vertx.undeploy(id));
        };
    }

    /** A running bridge. */
    interface Bridge {
        void stop();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** A registered app with its two topics. */
    long app() {
        return app(3);
    }

    long app(int partitions) {
        long id = APPS.incrementAndGet();
        kafka.createTopic(in(id), partitions, Map.of());
        kafka.createTopic(out(id), partitions, Map.of());
        registry.app(id, true);
        return id;
    }

    String in(long app) {
        return prefix + "app." + app + ".in";
    }

    String out(long app) {
        return prefix + "app." + app + ".out";
    }

    /** What the registry says after a commit. */
    void changed(String device) {
        var unused = get(host.changed(Set.of(new DeviceId(device))));
    }

    /** The commit alone: the announcement to those that know the device from before is still on its way. */
    void committed(String device) {
        member.hazelcast().getMap("deligate.devices").delete(device);
    }

    /** A message of a device as an edge stores it. */
    @CanIgnoreReturnValue
    String message(String device, String envelope) {
        String id = device + ":1:" + MESSAGES.incrementAndGet();
        kafka.produce(message(device, envelope, id));
        return id;
    }

    ProducerRecord<String, byte[]> message(String device, String envelope, String id) {
        var record = new ProducerRecord<>(prefix + "up.3xx", device, envelope.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, EDGE.value());
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "1");
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, "1700000000000");
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, id);
        return record;
    }

    /** A record of an app. */
    ProducerRecord<String, byte[]> fromApp(long app, String device, String envelope) {
        return new ProducerRecord<>(out(app), device, envelope.getBytes(StandardCharsets.UTF_8));
    }

    static String call(String mid, String device) {
        return "{\"mid\":\"" + mid + "\",\"to\":\"" + device + "\",\"action\":301,\"data\":{\"cmd\":\"open\"}}";
    }

    /** The device is online on the edge; the session's epoch. */
    @CanIgnoreReturnValue
    long online(String device) {
        return session(new SessionRecord.Online(
                new DeviceId(device), new ProductModel("DL3785W"), EDGE, Instant.now(), "127.0.0.1"));
    }

    void offline(String device, long epoch) {
        var unused = session(new SessionRecord.Offline(
                new DeviceId(device), new ProductModel("DL3785W"), EDGE, epoch, Instant.now(), "disconnected"));
    }

    /** The topic as an edge makes it. */
    void makeSessions() {
        kafka.createTopic(prefix + "sessions", 12, Map.of("cleanup.policy", "compact"));
    }

    /** Online on the edge, and the bridges know it; bound to those apps. */
    @CanIgnoreReturnValue
    long connected(String device, DeviceStatus status, long... apps) {
        registry.device(
                device,
                DeviceStatus.NORMAL,
                LongStream.concat(LongStream.of(apps), LongStream.of(probe)).toArray());
        changed(device);
        long epoch = online(device);
        Await.until(SOON, device + " online", () -> {
            kafka.produce(fromApp(probe, device, call("probe", device)));
            return kafka.records(prefix + "down." + EDGE).stream()
                    .anyMatch(record -> record.key().equals(device) && isProbe(record));
        });
        registry.device(device, status, apps);
        changed(device);
        return epoch;
    }

    private boolean isProbe(ConsumerRecord<String, byte[]> down) {
        return Long.toString(probe).equals(json(down).getString("from"));
    }

    private long session(SessionRecord record) {
        return kafka.produce(prefix + "sessions", record.device().value(), record.toValue())
                .offset();
    }

    /** What edges are to send to that device. */
    List<ConsumerRecord<String, byte[]>> down(String device) {
        return kafka.records(prefix + "down." + EDGE).stream()
                .filter(record -> record.key().equals(device) && !isProbe(record))
                .toList();
    }

    ConsumerRecord<String, byte[]> awaitDown(String device) {
        return Await.untilPresent(
                SOON, "a record down to " + device, () -> down(device).stream().findFirst());
    }

    /** What edges are to send for that app, in order. */
    List<ConsumerRecord<String, byte[]>> downOfApp(long app) {
        return kafka.records(prefix + "down." + EDGE).stream()
                .filter(record -> Long.toString(app).equals(json(record).getString("from")))
                .toList();
    }

    /** What the edge reports of that down record. */
    void outcome(ConsumerRecord<String, byte[]> down, ReceiptOutcome outcome) {
        outcomes(List.of(down), outcome);
    }

    void outcomes(List<ConsumerRecord<String, byte[]>> down, ReceiptOutcome outcome) {
        kafka.produceAll(down.stream().map(each -> receipt(each, outcome)).toList());
    }

    private ProducerRecord<String, byte[]> receipt(ConsumerRecord<String, byte[]> down, ReceiptOutcome outcome) {
        var receipt = new ReceiptRecord(new DeviceId(down.key()), outcome, EDGE, Instant.now())
                .toRecord(prefix + "receipts", down.headers());
        var record = new ProducerRecord<>(receipt.topic(), down.key(), receipt.value());
        receipt.headers().forEach(record.headers()::add);
        return record;
    }

    /** Everything an app was told about that device so far, except that it came or went. */
    List<ConsumerRecord<String, byte[]>> told(long app, String device) {
        return inbox(app, device)
                .filter(record -> json(record).getInteger("action") != PRESENCE)
                .toList();
    }

    /** How often an app was told that the device came (1) or went (0). */
    List<Integer> presence(long app, String device) {
        return inbox(app, device)
                .map(BridgeFixture::json)
                .filter(message -> message.getInteger("action") == PRESENCE)
                .map(message -> message.getJsonObject("data").getInteger("status"))
                .toList();
    }

    Stream<ConsumerRecord<String, byte[]>> inbox(long app, String device) {
        return kafka.records(in(app)).stream().filter(record -> device.equals(record.key()));
    }

    List<ConsumerRecord<String, byte[]>> awaitTold(long app, String device, int count) {
        return Await.untilPresent(SOON, count + " records for app " + app, () -> {
            var told = told(app, device);
            return told.size() >= count ? Optional.of(told) : Optional.empty();
        });
    }

    /** The one thing an app was told about that device. */
    JsonObject awaitTold(long app, String device) {
        return json(awaitTold(app, device, 1).get(0));
    }

    static JsonObject json(ConsumerRecord<String, byte[]> record) {
        return new JsonObject(Buffer.buffer(record.value()));
    }

    static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    static String messageId(ConsumerRecord<String, byte[]> record) {
        return DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID).orElse("");
    }

    List<ConsumerRecord<String, byte[]>> deadLetters() {
        return kafka.records(prefix + "dead-letter");
    }

    @Override
    public void close() {
        var unused = get(vertx.close());
        member.close();
    }
}
