package io.deligate.registryservice.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.outbox.ProductSessions;
import io.deligate.registryservice.product.Product;
import io.deligate.registryservice.product.ProductStatus;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgProducts;
import io.deligate.registryservice.store.PgRegistryLoader;
import io.deligate.registryservice.store.PgSessions;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.Secret;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches of session records against a real database, exactly as the consumer hands them over. */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class PresenceUpdaterIT {
    private static final ProductModel OPEN = new ProductModel("OPEN");
    private static final ProductModel CLOSED = new ProductModel("CLOSED");
    private static final Instant T1 = Instant.ofEpochSecond(1_000);
    private static final Instant T2 = Instant.ofEpochSecond(2_000);
    private static final Instant T3 = Instant.ofEpochSecond(3_000);

    private final Vertx vertx = Vertx.vertx();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Database database;
    private PgRegistryLoader loader;
    private PgDevices devices;
    private PresenceUpdater updater;

    @BeforeAll
    void open(TestDatabase fresh) throws Exception {
        database = result(RegistryDatabase.open(vertx, new PostgresConfig(fresh.uri(), 4, Duration.ofSeconds(5))));
        SecretKeys keys = new SecretKeys(new Secret("a secret key for this test"));
        Sealer sealer = new Sealer(keys);
        loader = new PgRegistryLoader(database.pool(), sealer, new VerifierKeys(keys), Clock.systemUTC());
        devices = new PgDevices(database.pool());
        Transactions transactions =
                new Transactions(database.pool(), new RegistryHost(vertx, member, loader), "events", Clock.systemUTC());
        updater = new PresenceUpdater(new PgSessions(transactions), meters);
        PgProducts products = new PgProducts(database.pool(), transactions, sealer, nobodyConnected());
        assertThat(result(products.add(product(OPEN, AuthScheme.PRODUCT_KEY), new Secret("k1"), Actor.PLATFORM)))
                .isTrue();
        assertThat(result(products.add(product(CLOSED, AuthScheme.PRE_REGISTERED), new Secret("k2"), Actor.PLATFORM)))
                .isTrue();
    }

    @AfterAll
    void close() throws Exception {
        var closed = result(database.close());
        var stopped = result(vertx.close());
        assertThat(closed).isEqualTo(stopped);
        member.close();
    }

    @Test
    @Tag("R10")
    void theFirstConnectRegistersADeviceOfAProductThatLetsItIn() throws Exception {
        DeviceId device = new DeviceId("FIRST");
        apply(List.of(online(device, OPEN, 5, T1)));
        DeviceView view = view(device);
        assertThat(view.epoch()).isEqualTo(5);
        assertThat(view.lastAccessFor(5)).isEmpty();
        assertThat(view.group()).isNull();
        assertThat(device(device).online()).isTrue();
        assertThat(meters.get("deligate.registry.devices.registered").counter().count())
                .isPositive();
    }

    @Test
    void noDeviceAppearsUnderAProductThatWantsItRegisteredOrThatDoesNotExist() throws Exception {
        DeviceId pre = new DeviceId("NOT-LET-IN");
        DeviceId none = new DeviceId("NO-PRODUCT");
        DeviceId good = new DeviceId("IN-THE-SAME-BATCH");
        apply(List.of(
                online(pre, CLOSED, 1, T1), online(none, new ProductModel("NONE"), 2, T1), online(good, OPEN, 3, T1)));
        assertThat(result(loader.device(pre))).isEmpty();
        assertThat(result(loader.device(none))).isEmpty();
        assertThat(result(loader.device(good))).isPresent();
    }

    @Test
    @Tag("R78")
    void theConnectBeforeTheNewestOneIsRightInOneBatchAndInSeveral() throws Exception {
        DeviceId together = new DeviceId("TOGETHER");
        apply(List.of(online(together, OPEN, 1, T1), online(together, OPEN, 2, T2), online(together, OPEN, 3, T3)));
        assertSession(together, 3, T3, T2);

        DeviceId apart = new DeviceId("APART");
        apply(List.of(online(apart, OPEN, 1, T1)));
        apply(List.of(online(apart, OPEN, 2, T2)));
        assertSession(apart, 2, T2, T1);
        apply(List.of(online(apart, OPEN, 3, T3)));
        assertSession(apart, 3, T3, T2);
    }

    @Test
    @Tag("R78")
    void aBatchThatComesAgainChangesNothing() throws Exception {
        DeviceId device = new DeviceId("AGAIN");
        apply(List.of(online(device, OPEN, 1, T1), online(device, OPEN, 2, T2)));
        apply(List.of(online(device, OPEN, 1, T1), online(device, OPEN, 2, T2)));
        assertSession(device, 2, T2, T1);
        apply(List.of(online(device, OPEN, 1, T1)));
        assertSession(device, 2, T2, T1);
        // the old ones together with a new one
        apply(List.of(online(device, OPEN, 1, T1), online(device, OPEN, 2, T2), online(device, OPEN, 3, T3)));
        assertSession(device, 3, T3, T2);
    }

    @Test
    void onlyTheEndOfTheNewestSessionTakesADeviceOffline() throws Exception {
        DeviceId device = new DeviceId("ENDS");
        apply(List.of(online(device, OPEN, 1, T1), online(device, OPEN, 2, T2)));
        apply(List.of(offline(device, OPEN, 1, 3, T3)));
        assertThat(device(device).online()).isTrue();
        apply(List.of(offline(device, OPEN, 2, 4, T3)));
        assertThat(device(device).online()).isFalse();
        assertSession(device, 2, T2, T1);
        // its online record comes again: a replay must not bring it back
        apply(List.of(online(device, OPEN, 2, T2)));
        assertThat(device(device).online()).isFalse();
    }

    @Test
    void aSessionThatBeganAndEndedInOneBatchCounts() throws Exception {
        DeviceId device = new DeviceId("SHORT");
        apply(List.of(online(device, OPEN, 1, T1), offline(device, OPEN, 1, 2, T2)));
        assertThat(device(device).online()).isFalse();
        assertSession(device, 1, T1, null);
    }

    @Test
    void aSessionWhoseBeginningWasCompactedAwayIsKnownByItsEnd() throws Exception {
        DeviceId device = new DeviceId("COMPACTED");
        apply(List.of(offline(device, OPEN, 7, 9, T2)));
        assertThat(device(device).online()).isFalse();
        assertSession(device, 7, T2, null);
    }

    @Test
    void whatIsNoSessionRecordIsPassedOver() throws Exception {
        DeviceId device = new DeviceId("BETWEEN");
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        batch.add(new ConsumerRecord<>("s", 0, 1, bytes("X"), bytes("not json")));
        batch.add(new ConsumerRecord<>("s", 0, 2, bytes("X"), (byte[]) null));
        batch.add(online(device, OPEN, 3, T1));
        var unused = result(updater.handle(batch));
        assertSession(device, 3, T1, null);
    }

    @Test
    void aLargeBatchIsOneStatement() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            batch.add(online(new DeviceId("MANY-" + i), OPEN, i, T1));
        }
        long begin = System.nanoTime();
        var unused = result(updater.handle(batch));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        DeviceFilter filter = new DeviceFilter(OPEN, null, true, null, "many-");
        assertThat(result(devices.list(filter, new PageRequest(500, ""))).items())
                .hasSize(500);
    }

    private void assertSession(DeviceId device, long epoch, Instant connected, @Nullable Instant before)
            throws Exception {
        DeviceView view = view(device);
        assertThat(view.epoch()).isEqualTo(epoch);
        assertThat(view.connectedAt()).isEqualTo(connected);
        assertThat(view.previousAccess()).isEqualTo(before);
    }

    private DeviceView view(DeviceId device) throws Exception {
        return result(loader.device(device)).orElseThrow();
    }

    private Device device(DeviceId id) throws Exception {
        return result(devices.find(id)).orElseThrow();
    }

    private void apply(List<ConsumerRecord<byte[], byte[]>> batch) throws Exception {
        var unused = result(updater.handle(batch));
    }

    private static ConsumerRecord<byte[], byte[]> online(DeviceId id, ProductModel model, long offset, Instant time) {
        return record(new SessionRecord.Online(id, model, new EdgeId("edge-1"), time, "192.0.2.1"), offset);
    }

    private static ConsumerRecord<byte[], byte[]> offline(
            DeviceId id, ProductModel model, long epoch, long offset, Instant time) {
        return record(new SessionRecord.Offline(id, model, new EdgeId("edge-1"), epoch, time, "closed"), offset);
    }

    private static ConsumerRecord<byte[], byte[]> record(SessionRecord session, long offset) {
        return new ConsumerRecord<>(
                "sessions", 0, offset, bytes(session.device().value()), session.toValue());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Product product(ProductModel model, AuthScheme auth) {
        return new Product(
                model, new ProductType("KQ"), "P", auth, false, List.of(200), ProductStatus.ENABLED, 1, T1, T1);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static ProductSessions nobodyConnected() {
        TopicNames topics = new TopicNames(TopicNames.DEFAULT_PREFIX);
        return new ProductSessions(
                new SessionDirectory("unused", KafkaConfig.defaults(), topics.sessions(), (device, session) -> {}),
                topics);
    }
}
