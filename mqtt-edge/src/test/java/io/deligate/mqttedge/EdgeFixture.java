package io.deligate.mqttedge;

import io.deligate.mqttedge.drain.DrainConfig;
import io.deligate.mqttedge.limits.ConnectLimits;
import io.deligate.mqttedge.limits.HoldLimits;
import io.deligate.mqttedge.limits.PaceLimits;
import io.deligate.mqttedge.listener.ListenerConfig;
import io.deligate.mqttedge.listener.MqttsConfig;
import io.deligate.mqttedge.listener.WebSocketConfig;
import io.deligate.mqttedge.uplink.UplinkLimits;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RunningPlatform;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** An edge as it runs in production, on a broker, a cluster and a management port of its own kind. */
final class EdgeFixture implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    /** So that a test is about the pace only when it says so. */
    private static final UplinkLimits UNHURRIED = new UplinkLimits(
            16 << 10,
            256 << 10,
            100,
            100,
            10,
            new PaceLimits(100_000, 100_000, ByteSize.ofMiB(1_000), ByteSize.ofMiB(1_000)),
            HoldLimits.defaults());

    /** The same for connects. */
    private static final ConnectLimits GENEROUS = new ConnectLimits(100_000, 100_000, Duration.ofMillis(1), 1_000);

    /** Nobody balances load in front of it. */
    private static final DrainConfig NOT_WAITING = new DrainConfig(
            Duration.ZERO, DrainConfig.defaults().rate(), DrainConfig.defaults().leave());

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final TestKafka kafka;
    private final RunningPlatform platform;
    private final ClusterMember member;
    private final MapRegistry registry = new MapRegistry();
    private final RegistryHost host;
    private final int managementPort;
    private final String device;
    private final AtomicInteger devices = new AtomicInteger();
    private final Map<String, TopicTail> tails = new HashMap<>();
    private final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
    private EdgeConfig config;
    private @Nullable EdgeVerticle edge;
    private @Nullable String deployment;

    private EdgeFixture(TestKafka kafka, @Nullable String topicPrefix) {
        int number = NUMBERS.incrementAndGet();
        this.kafka = kafka;
        this.device = MapRegistry.MODEL + "_" + number + "-";
        this.platform = get(RunningPlatform.build(EdgeConfig.defaults().runtime(), (part, address) -> {}), "platform");
        platform.platform().vertx().exceptionHandler(unhandled::add);
        this.managementPort = get(platform.openManagement(new ManagementConfig("127.0.0.1", 0)), "management");
        platform.markReady();
        this.member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
        this.host = new RegistryHost(platform.platform().vertx(), member, registry);
        EdgeConfig defaults = EdgeConfig.defaults();
        this.config = new EdgeConfig(
                new EdgeConfig.Identity("edge-t" + number, defaults.edge().lostAfter()),
                new ListenerConfig("127.0.0.1", 0, Duration.ofSeconds(2), 512 << 10, 0, 128, false, GENEROUS),
                new MqttsConfig(0),
                new WebSocketConfig(false, 0, 0),
                defaults.tls(),
                defaults.advertised(),
                UNHURRIED,
                defaults.downlink(),
                NOT_WAITING,
                defaults.shedding(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                topicPrefix == null ? "t" + number + "." : topicPrefix,
                defaults.cluster(),
                0,
                defaults.tracing(),
                defaults.management(),
                defaults.runtime());
    }

    /** Everything around an edge, but not the edge. */
    static EdgeFixture around(TestKafka kafka) {
        return new EdgeFixture(kafka, null);
    }

    /** Everything around another edge of the same platform. */
    EdgeFixture neighbour() {
        return new EdgeFixture(kafka, config.topicPrefix());
    }

    /** A running edge. */
    static EdgeFixture start(TestKafka kafka) {
        EdgeFixture fixture = around(kafka);
        fixture.startEdge();
        return fixture;
    }

    EdgeConfig config() {
        return config;
    }

    /** A setting for the next {@link #startEdge}, as the environment would say it. */
    void set(String variable, String value) {
        setAll(variable, value);
    }

    /** Settings that need each other: name, value, name, value ... */
    void setAll(String... namesAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        config = ConfigLoader.load(config, null, given, Set.of());
    }

    void startEdge() {
        EdgeVerticle fresh = new EdgeVerticle(platform.platform(), config, member);
        deployment = get(platform.platform().vertx().deployVerticle(fresh), "edge");
        edge = fresh;
    }

    /** The clean stop. */
    void stopEdge() {
        String running = deployment;
        deployment = null;
        edge = null;
        if (running != null) {
            get(platform.platform().vertx().undeploy(running), "edge's end");
        }
    }

    EdgeVerticle edge() {
        if (edge == null) {
            throw new IllegalStateException("edge: none (expected: a running one)");
        }
        return edge;
    }

    int port() {
        return edge().port();
    }

    MapRegistry registry() {
        return registry;
    }

    /** Tells the edge that the registry changed the device. */
    void announce(DeviceId changed) {
        var unused = get(host.changed(changed), "announcement");
    }

    /** Tells the edge that the registry changed the product. */
    void announce(ProductModel changed) {
        var unused = get(host.changed(changed), "announcement");
    }

    TestKafka kafka() {
        return kafka;
    }

    RunningPlatform platform() {
        return platform;
    }

    ClusterMember member() {
        return member;
    }

    TopicNames topics() {
        return config.topics();
    }

    /** What nobody caught on the event loops. */
    List<Throwable> unhandled() {
        return unhandled;
    }

    /** An id nobody has used. */
    String newId() {
        return device + devices.incrementAndGet();
    }

    FakeDevice device(String id) {
        return FakeDevice.onPort(port(), id).productKey(MapRegistry.MODEL, MapRegistry.KEY);
    }

    FakeDevice connected() {
        return device(newId()).connect();
    }

    /** A CONNECT with the right credentials. */
    static ConnectPacket connect(String id) {
        return ConnectPacket.of(id)
                .user(MapRegistry.MODEL)
                .password(FakeDevice.passwordOf(id, MapRegistry.MODEL, MapRegistry.KEY));
    }

    RawMqtt open() {
        return RawMqtt.open(port());
    }

    /** A bare socket with an accepted session. */
    RawMqtt connectedRaw(String id) {
        RawMqtt raw = open().send(connect(id).bytes());
        int code = raw.read(Packet.CONNACK, SOON).connackCode();
        if (code != 0) {
            throw new AssertionError("CONNACK " + code + " (expected: 0)");
        }
        return raw;
    }

    TopicTail tail(String topic) {
        return tails.computeIfAbsent(topic, name -> new TopicTail(kafka.bootstrap(), name));
    }

    List<ConsumerRecord<String, byte[]>> requests(String id, int count) {
        return tail(topics().upRequests())
                .await(count, SOON, record -> record.key().equals(id));
    }

    /** All that ever went up for this device. */
    List<ConsumerRecord<String, byte[]>> allUplinks(String id) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        for (String topic : List.of(topics().upRequests(), config.topicPrefix() + "up.2xx", messagesTopic())) {
            all.addAll(tail(topic).now(record -> record.key().equals(id)));
        }
        return all;
    }

    String messagesTopic() {
        return config.topicPrefix() + "up.3xx";
    }

    List<JsonObject> sessions(String id, int count) {
        return tail(topics().sessions())
                .await(count, SOON, record -> record.key().equals(id))
                .stream()
                .map(EdgeFixture::json)
                .toList();
    }

    /** The receipts for a device, at least that many. */
    List<ConsumerRecord<String, byte[]>> receipts(String id, int count) {
        return tail(topics().receipts())
                .await(count, SOON, record -> record.key().equals(id));
    }

    /** How far the edge's down topic counts as done. */
    long committed() {
        String topic = topics().down(config.edgeId());
        try (var admin = kafka.admin()) {
            var offset = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS)
                    .get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            throw new AssertionError(why);
        }
    }

    /** Sends to a device as the dispatcher does. */
    void down(String id, String json, String... headers) {
        var record = new ProducerRecord<>(topics().down(config.edgeId()), id, json.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.US_ASCII));
        }
        kafka.produce(record);
    }

    static JsonObject json(ConsumerRecord<String, byte[]> record) {
        return new JsonObject(text(record));
    }

    static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }

    String metrics() {
        return http("/metrics");
    }

    /** The sample's value, or 0 when there is none. */
    double metric(String sample) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    String http(String path) {
        return http("GET", path);
    }

    String http(String method, String path) {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException why) {
            throw new AssertionError(uri + ": " + why, why);
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
            throw new AssertionError(why);
        }
    }

    static <T> T get(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            throw new AssertionError(what + ": " + why, why);
        }
    }

    @Override
    public void close() {
        stopEdge();
        tails.values().forEach(TopicTail::close);
        get(platform.stop(), "platform's end");
        member.close();
    }
}
