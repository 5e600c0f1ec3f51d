package io.deligate.registryservice.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgEpochs;
import io.deligate.registryservice.store.PgRegistryLoader;
import io.deligate.registryservice.store.PgSessions;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.Secret;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicState;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the session topic is cut into batches and read again, the database ends where the topic's order leads. */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class PresencePropertyIT {
    private static final ProductModel MODEL = new ProductModel("PROPERTY");
    private static final Instant T0 = Instant.ofEpochSecond(1_700_000_000);
    private static final int DEVICES = 40;
    private static final int RECORDS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private Database database;
    private PgRegistryLoader loader;
    private PgDevices devices;
    private PresenceUpdater updater;

    @BeforeAll
    void open(TestDatabase fresh) throws Exception {
        database = result(RegistryDatabase.open(vertx, new PostgresConfig(fresh.uri(), 4, Duration.ofSeconds(5))));
        SecretKeys keys = new SecretKeys(new Secret("a secret key for this test"));
        loader = new PgRegistryLoader(database.pool(), new Sealer(keys), new VerifierKeys(keys), Clock.systemUTC());
        devices = new PgDevices(database.pool());
        Transactions transactions =
                new Transactions(database.pool(), new RegistryHost(vertx, member, loader), "events", Clock.systemUTC());
        updater = new PresenceUpdater(new PgSessions(transactions), new SimpleMeterRegistry());
        assertThat(result(database.pool()
                                .query(
                                        "INSERT INTO products VALUES ('PROPERTY', 'KQ', 'P', 'product-key', false, '{200}',"
                                                + " 'enabled', now(), now())")
                                .execute())
                        .rowCount())
                .isEqualTo(1);
    }

    @AfterAll
    void close() throws Exception {
        var closed = result(database.close());
        var stopped = result(vertx.close());
        assertThat(closed).isEqualTo(stopped);
        member.close();
    }

    /** What the topic says about one device, record by record. */
    private static final class Model {
        long epoch = -1;
        boolean online;
        String edge = "";

        @Nullable
        Instant connected;

        @Nullable
        Instant previous;

        final List<Long> epochs = new ArrayList<>();

        void began(long offset, String where, Instant time) {
            epochs.add(offset);
            previous = connected;
            connected = time;
            epoch = offset;
            edge = where;
            online = true;
        }

        void ended(long of) {
            online = online && of != epoch;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Tag("R21")
    @Tag("R78")
    void theStateIsTheOneTheTopicsOrderSays(long seed) throws Exception {
        Random random = new Random(seed);
        Map<DeviceId, Model> models = new HashMap<>();
        List<ConsumerRecord<byte[], byte[]>> topic = topic(seed, random, models);

        deliver(topic, random);

        for (var each : models.entrySet()) {
            assertMatches(each.getKey(), each.getValue());
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> topic(long seed, Random random, Map<DeviceId, Model> models) {
        List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>();
        for (int offset = 0; offset < RECORDS; offset++) {
            DeviceId device = new DeviceId("P" + seed + "-" + random.nextInt(DEVICES));
            Model model = models.computeIfAbsent(device, none -> new Model());
            Instant time = T0.plusSeconds(offset);
            if (model.epochs.isEmpty() || random.nextInt(5) < 3) {
                String edge = "edge-" + random.nextInt(3);
                model.began(offset, edge, time);
                topic.add(record(new SessionRecord.Online(device, MODEL, new EdgeId(edge), time, "192.0.2.1"), offset));
            } else {
                // most ends are of the newest session, some come late
                List<Long> epochs = model.epochs;
                long of = epochs.get(random.nextInt(4) > 0 ? epochs.size() - 1 : random.nextInt(epochs.size()));
                model.ended(of);
                String edge = of == model.epoch ? model.edge : "edge-9";
                topic.add(
                        record(new SessionRecord.Offline(device, MODEL, new EdgeId(edge), of, time, "closed"), offset));
            }
        }
        return topic;
    }

    /** In batches of any size, each time perhaps from further back, as after a rebalance or a crash. */
    private void deliver(List<ConsumerRecord<byte[], byte[]>> topic, Random random) throws Exception {
        int from = 0;
        while (from < topic.size()) {
            int to = Math.min(topic.size(), from + 1 + random.nextInt(120));
            var unused = result(updater.handle(topic.subList(from, to)));
            from = random.nextInt(3) == 0 ? Math.max(0, to - random.nextInt(200)) : to;
        }
    }

    private void assertMatches(DeviceId id, Model model) throws Exception {
        DeviceView view = result(loader.device(id)).orElseThrow();
        Device device = result(devices.find(id)).orElseThrow();
        assertThat(view.epoch()).as("epoch of %s", id).isEqualTo(model.epoch);
        assertThat(device.online()).as("online of %s", id).isEqualTo(model.online);
        assertThat(device.edge()).as("edge of %s", id).isEqualTo(model.edge);
        assertThat(device.connectedAt()).as("last access of %s", id).isEqualTo(model.connected);
        assertThat(view.lastAccessFor(model.epoch).orElse(null))
                .as("access before the newest session of %s", id)
                .isEqualTo(model.previous);
    }

    @Test
    void nothingBreaksWhenDevicesAreDeletedOrTheirProductIsUnknown() throws Exception {
        DeviceId deleted = new DeviceId("DELETED");
        DeviceId stranger = new DeviceId("STRANGER");
        DeviceId beside = new DeviceId("BESIDE");
        apply(new SessionRecord.Online(deleted, MODEL, new EdgeId("e"), T0, "192.0.2.1"), 1);
        assertThat(result(database.pool()
                                .query("DELETE FROM devices WHERE device_id = 'DELETED'")
                                .execute())
                        .rowCount())
                .isEqualTo(1);
        ProductModel unknown = new ProductModel("UNKNOWN");

        var unused = result(updater.handle(List.of(
                record(new SessionRecord.Online(stranger, unknown, new EdgeId("e"), T0, "192.0.2.1"), 2),
                record(new SessionRecord.Online(deleted, MODEL, new EdgeId("e"), T0.plusSeconds(9), "192.0.2.1"), 3),
                record(new SessionRecord.Offline(stranger, unknown, new EdgeId("e"), 2, T0, "closed"), 4),
                record(new SessionRecord.Online(beside, MODEL, new EdgeId("e"), T0, "192.0.2.1"), 5))));

        assertThat(result(loader.device(stranger))).isEmpty();
        assertThat(result(devices.find(beside)).orElseThrow().online()).isTrue();
        DeviceView again = result(loader.device(deleted)).orElseThrow();
        assertThat(again.lastAccessFor(3)).as("a device registered anew").isEmpty();
    }

    @Test
    void epochsBeyondTheTopicsEndAreForgottenAndTheOthersKept() throws Exception {
        PgEpochs epochs = new PgEpochs(database.pool());
        var first = result(epochs.follow(new TopicState("one", 10_000_000)));
        DeviceId low = new DeviceId("LOW");
        DeviceId high = new DeviceId("HIGH");
        apply(new SessionRecord.Online(low, MODEL, new EdgeId("e"), T0, "192.0.2.1"), 2_000_000);
        apply(new SessionRecord.Online(high, MODEL, new EdgeId("e"), T0, "192.0.2.1"), 3_000_000);

        assertThat(result(epochs.follow(new TopicState("one", 10_000_000))))
                .isEqualTo(first)
                .isZero();
        assertThat(result(epochs.follow(new TopicState("one", 3_000_000)))).isEqualTo(1);
        assertThat(result(devices.find(low)).orElseThrow().online()).isTrue();
        assertThat(result(devices.find(high)).orElseThrow().online()).isFalse();

        apply(new SessionRecord.Online(high, MODEL, new EdgeId("e"), T0.plusSeconds(5), "192.0.2.1"), 2_500_000);
        assertThat(result(loader.device(high)).orElseThrow().lastAccessFor(2_500_000))
                .contains(T0);

        assertThat(result(epochs.follow(new TopicState("two", 0)))).isGreaterThanOrEqualTo(2);
        assertThat(result(devices.find(low)).orElseThrow().online()).isFalse();
    }

    private void apply(SessionRecord session, long offset) throws Exception {
        var unused = result(updater.handle(List.of(record(session, offset))));
    }

    private static ConsumerRecord<byte[], byte[]> record(SessionRecord session, long offset) {
        return new ConsumerRecord<>(
                "sessions", 0, offset, session.device().value().getBytes(StandardCharsets.UTF_8), session.toValue());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
