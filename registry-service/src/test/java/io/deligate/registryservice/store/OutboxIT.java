package io.deligate.registryservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.outbox.Announcer;
import io.deligate.registryservice.outbox.Destinations;
import io.deligate.registryservice.outbox.OutboxRelay;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.Secret;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a transaction to Kafka, on a real database and a real broker. */
@ExtendWith({PostgresExtension.class, KafkaExtension.class})
@SuppressWarnings("NullAway.Init") // fields are set before each test
class OutboxIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final DeviceId DEVICE = new DeviceId("D_1");
    private static final Actor OPERATOR = Actor.key("k-1", "Ann");

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private final List<String> left = new CopyOnWriteArrayList<>();
    private TestKafka kafka;
    private TopicNames topics;
    private Database database;
    private Transactions transactions;
    private RecordPublisher publisher;
    private SessionDirectory directory;

    @BeforeEach
    void open(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        topics = new TopicNames("outbox" + System.nanoTime() + ".");
        List.of(topics.events(), topics.receipts(), topics.sessions(), topics.down(new EdgeId("e1")))
                .forEach(topic -> kafka.createTopic(topic, 1, Map.of()));
        database = result(RegistryDatabase.open(vertx, new PostgresConfig(fresh.uri(), 4, Duration.ofSeconds(5))));
        SecretKeys keys = new SecretKeys(new Secret("a secret key for this test"));
        var loader = new PgRegistryLoader(database.pool(), new Sealer(keys), new VerifierKeys(keys), Clock.systemUTC());
        transactions = new Transactions(
                database.pool(), new RegistryHost(vertx, member, loader), topics.events(), Clock.systemUTC());
        KafkaConfig config = new KafkaConfig(kafka.bootstrap(), Map.of());
        publisher = new RecordPublisher(vertx, config, "outbox-test");
        directory = new SessionDirectory("outbox-test", config, topics.sessions(), (device, session) -> {});
    }

    @AfterEach
    void close() throws Exception {
        result(directory.stop().compose(none -> publisher.close()).compose(none -> database.close()));
        result(vertx.close());
        member.close();
    }

    @Test
    void anEventReachesKafkaIfItsChangeIsCommittedAndOnlyThen() throws Exception {
        OutboxRelay relay = relay();
        relay.start();
        var failed = transactions
                .run(OPERATOR, transaction -> {
                    transaction.event(DeviceEvent.Kind.LOCKED, DEVICE, new JsonObject());
                    transaction.audit(AuditEntry.of("lockDevice", "device:NONE"));
                    return transaction.query("SELECT 1 / 0", Tuple.tuple());
                })
                .transform(done -> Future.succeededFuture(done.failed()));
        assertThat(result(failed)).isTrue();
        event(DeviceEvent.Kind.UNLOCKED, new JsonObject().put("n", 1));

        List<ConsumerRecord<String, byte[]>> found = kafka.awaitRecords(topics.events(), 1, LIMIT);
        assertThat(found).hasSize(1);
        assertThat(header(found.get(0), "ce_type")).isEqualTo("cloud.deli.device.unlocked.v1");
        assertThat(header(found.get(0), "ce_subject")).isEqualTo("D_1");
        assertThat(header(found.get(0), "ce_specversion")).isEqualTo("1.0");
        assertThat(new String(found.get(0).value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"device_id\":\"D_1\",\"n\":1}");
        assertThat(count("SELECT count(*)::int AS n FROM audit WHERE target = 'device:NONE'"))
                .isZero();
        Await.until(LIMIT, "the outbox to be empty", () -> count("SELECT count(*)::int AS n FROM outbox") == 0);
        result(relay.stop());
    }

    @Test
    void anEdgeWithoutATopicHoldsNobodyUpAndItsAskerIsTold() throws Exception {
        SessionRecord online = new SessionRecord.Online(
                DEVICE, new ProductModel("OPEN"), new EdgeId("gone"), Instant.EPOCH, "127.0.0.1");
        var stored = kafka.produce(topics.sessions(), DEVICE.value(), online.toValue());
        assertThat(stored.hasOffset()).isTrue();
        result(directory.start());
        OutboxRelay relay = relay();
        relay.start();
        result(transactions.run(Actor.PLATFORM, transaction -> {
            transaction.send(new OutboxRecord.ToDevice(
                    DEVICE, Map.of("deli-message-id", "m1", "deli-receipt", "registry-command"), "{}"));
            return Future.succeededFuture(1);
        }));
        event(DeviceEvent.Kind.LOCKED, new JsonObject());
        Duration patience = Duration.ofSeconds(90);
        assertThat(kafka.awaitRecords(topics.events(), 1, patience)).isNotEmpty();
        var receipt = kafka.awaitRecords(topics.receipts(), 1, patience).get(0);
        assertThat(header(receipt, "deli-message-id")).isEqualTo("m1");
        Await.until(patience, "the outbox to be empty", () -> count("SELECT count(*)::int AS n FROM outbox") == 0);
        assertThat(left).isEmpty();
        result(relay.stop());
    }

    @Test
    void theAuditNamesWhoDidWhat() throws Exception {
        result(transactions.run(OPERATOR, transaction -> {
            transaction.audit(new AuditEntry("lockDevice", "device:D_1", new JsonObject().put("reason", "theft")));
            return Future.succeededFuture(1);
        }));
        assertThat(count("SELECT count(*)::int AS n FROM audit WHERE actor = 'key:k-1' AND actor_name = 'Ann'"
                        + " AND action = 'lockDevice' AND target = 'device:D_1' AND detail->>'reason' = 'theft'"))
                .isEqualTo(1);
    }

    @Test
    void twoRelaysSendEachRecordOnceAndInOrder() throws Exception {
        for (int i = 0; i < 300; i++) {
            event(DeviceEvent.Kind.ALARM, new JsonObject().put("n", i));
        }
        OutboxRelay first = relay();
        OutboxRelay second = relay();
        first.start();
        second.start();
        for (int i = 300; i < 700; i++) {
            event(DeviceEvent.Kind.ALARM, new JsonObject().put("n", i));
        }
        assertThat(kafka.awaitRecords(topics.events(), 700, LIMIT).stream()
                        .map(record ->
                                new JsonObject(new String(record.value(), StandardCharsets.UTF_8)).getInteger("n")))
                .containsExactlyElementsOf(IntStream.range(0, 700).boxed().toList());
        result(first.stop());
        event(DeviceEvent.Kind.ALARM, new JsonObject().put("n", 700));
        assertThat(kafka.awaitRecords(topics.events(), 701, LIMIT)).hasSize(701);
        result(second.stop());
    }

    @Test
    void aMessageGoesToTheEdgeThatHoldsTheDeviceAndElseItsAskerIsTold() throws Exception {
        SessionRecord online = new SessionRecord.Online(
                DEVICE, new ProductModel("OPEN"), new EdgeId("e1"), Instant.EPOCH, "127.0.0.1");
        var stored = kafka.produce(topics.sessions(), DEVICE.value(), online.toValue());
        assertThat(stored.hasOffset()).isTrue();
        result(directory.start());
        OutboxRelay relay = relay();
        relay.start();
        result(transactions.run(Actor.PLATFORM, transaction -> {
            transaction.send(new OutboxRecord.ToDevice(DEVICE, Map.of("deli-message-id", "m1"), "{}"));
            transaction.send(new OutboxRecord.ToDevice(
                    new DeviceId("AWAY"), Map.of("deli-message-id", "m2", "deli-receipt", "registry"), "{}"));
            transaction.send(new OutboxRecord.ToDevice(new DeviceId("AWAY"), Map.of("deli-message-id", "m3"), "{}"));
            return Future.succeededFuture(1);
        }));
        var down = kafka.awaitRecords(topics.down(new EdgeId("e1")), 1, LIMIT);
        assertThat(down)
                .singleElement()
                .satisfies(
                        record -> assertThat(header(record, "deli-message-id")).isEqualTo("m1"));
        var receipt = kafka.awaitRecords(topics.receipts(), 1, LIMIT).get(0);
        assertThat(header(receipt, "deli-message-id")).isEqualTo("m2");
        assertThat(new JsonObject(new String(receipt.value(), StandardCharsets.UTF_8)).getString("outcome"))
                .isEqualTo("offline");
        Await.until(LIMIT, "the outbox to be empty", () -> count("SELECT count(*)::int AS n FROM outbox") == 0);
        assertThat(kafka.records(topics.receipts())).hasSize(1);
        assertThat(left).containsExactly("m1");
        result(relay.stop());
    }

    @Test
    @Tag("R107")
    void aMessageToADeviceLeavesAfterItsRecordWasAnnounced() throws Exception {
        Promise<Void> told = Promise.promise();
        Set<DeviceId> announced = ConcurrentHashMap.newKeySet();
        OutboxRelay relay = relay(publisher, devices -> {
            announced.addAll(devices);
            return told.future();
        });
        relay.start();
        String down = topics.down(new EdgeId("e1"));
        result(transactions.run(Actor.PLATFORM, transaction -> {
            transaction.send(new OutboxRecord.ToTopic(down, DEVICE.value(), Map.of(), "{}"));
            transaction.event(DeviceEvent.Kind.UNBOUND, new DeviceId("OTHER"), new JsonObject());
            return Future.succeededFuture(1);
        }));
        Await.until(LIMIT, "the announcement", () -> !announced.isEmpty());
        assertThat(announced).containsExactly(DEVICE);
        assertThat(kafka.records(down)).isEmpty();
        told.complete();
        assertThat(kafka.awaitRecords(down, 1, LIMIT)).hasSize(1);
        result(relay.stop());
    }

    @Test
    void whatWasWrittenWhileKafkaWasAwayIsSentWhenItReturns() throws Exception {
        try (TestKafka own = TestKafka.start()) {
            own.createTopic(topics.events(), 1, Map.of());
            RecordPublisher there = new RecordPublisher(vertx, new KafkaConfig(own.bootstrap(), Map.of()), "away");
            result(there.prepare(topics.events()));
            OutboxRelay relay = relay(there);
            relay.start();
            own.stop();
            event(DeviceEvent.Kind.BOUND, new JsonObject());
            event(DeviceEvent.Kind.UNBOUND, new JsonObject());
            own.restart();
            assertThat(own.awaitRecords(topics.events(), 2, LIMIT).stream().map(record -> header(record, "ce_type")))
                    .startsWith("cloud.deli.device.bound.v1", "cloud.deli.device.unbound.v1");
            result(relay.stop().compose(none -> there.close()));
        }
    }

    private OutboxRelay relay() {
        return relay(publisher);
    }

    private OutboxRelay relay(RecordPublisher publisher) {
        return relay(publisher, devices -> Future.succeededFuture());
    }

    private OutboxRelay relay(RecordPublisher publisher, Announcer announcer) {
        return new OutboxRelay(
                vertx,
                new PgOutbox(database),
                new Destinations(directory, topics, Clock.systemUTC()),
                announcer,
                publisher,
                messages -> {
                    messages.forEach(message -> left.add(message.headers().get("deli-message-id")));
                    return Future.succeededFuture();
                },
                Clock.systemUTC(),
                meters);
    }

    private void event(DeviceEvent.Kind kind, JsonObject data) throws Exception {
        result(transactions.run(OPERATOR, transaction -> {
            transaction.event(kind, DEVICE, data);
            return Future.succeededFuture(1);
        }));
    }

    private int count(String sql) {
        try {
            return result(database.pool().query(sql).execute())
                    .iterator()
                    .next()
                    .getInteger("n");
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
