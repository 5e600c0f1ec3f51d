package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.ClusterMember.Role;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several real cluster members in one process, with a database that is a map. */
class ClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Deque<ClusterMember> members = new ArrayDeque<>();
    private final Database database = new Database();

    @AfterEach
    void close() throws Exception {
        members.forEach(ClusterMember::close);
        var unused = result(vertx.close());
    }

    @Test
    void aLiteMemberReadsThroughARegistryMember() throws Exception {
        database.device = Samples.device(7);
        database.product = Samples.product(true);
        database.app = Samples.app(true);
        ClusterMember registry = registry(0);
        RegistryView view = view(lite(registry.port()));

        assertThat(result(view.product(Samples.MODEL))).contains(Samples.product(true));
        assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));
        assertThat(result(view.device(new DeviceId("OTHER")))).isEmpty();
        assertThat(result(view.app(Samples.APP))).contains(Samples.app(true));
        assertThat(result(view.app(new AppId(1)))).isEmpty();
    }

    @Test
    void aViewSeesAChangeOnceItIsAnnounced() throws Exception {
        database.device = Samples.device(7);
        database.product = Samples.product(true);
        ClusterMember registry = join("", 0, Role.DATA);
        RegistryHost host = new RegistryHost(vertx, registry, database);
        RegistryView view = view(lite(registry.port()));
        assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));
        assertThat(result(view.product(Samples.MODEL))).contains(Samples.product(true));
        assertThat(result(view.app(Samples.APP))).isEmpty();

        database.app = Samples.app(false);
        database.device = Samples.device(8);
        database.product = Samples.product(false);
        var toldDevice = result(host.changed(Samples.DEVICE));
        var toldProduct = result(host.changed(Samples.MODEL));
        var toldApp = result(host.changed(Samples.APP));

        Await.untilAsserted(Duration.ofSeconds(2), () -> {
            assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(8));
            assertThat(result(view.product(Samples.MODEL))).contains(Samples.product(false));
            assertThat(result(view.app(Samples.APP))).contains(Samples.app(false));
        });
        assertThat(toldDevice).isEqualTo(toldProduct).isEqualTo(toldApp);
    }

    @Test
    void whatWasReadBeforeACommitIsNotKeptByTheClusterEither() throws Exception {
        database.device = Samples.device(7);
        ClusterMember registry = join("", 0, Role.DATA);
        RegistryHost host = new RegistryHost(vertx, registry, database);
        RegistryView view = view(lite(registry.port()));
        Promise<Void> gate = Promise.promise();
        database.gate = gate.future();
        Future<Optional<DeviceView>> early = view.device(Samples.DEVICE);
        Await.until(LIMIT, "the database was asked", () -> database.asked.get(Samples.DEVICE) != null);

        // the commit and its announcement overtake the answer that was read before them
        database.device = Samples.device(8);
        database.gate = null;
        Future<Void> told = host.changed(Samples.DEVICE);
        gate.complete();

        assertThat(result(early)).contains(Samples.device(7));
        var unused = result(told);
        Await.untilAsserted(
                Duration.ofSeconds(2),
                () -> assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(8)));
    }

    @Test
    @Tag("R94")
    void whatIsKnownOutlivesTheRegistryAndIsRenewedWhenItReturns() throws Exception {
        database.device = Samples.device(7);
        ClusterMember registry = registry(0);
        int port = registry.port();
        RegistryView view = view(lite(port), Duration.ofMillis(50));
        assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));

        members.remove(registry);
        registry.close();
        database.device = Samples.device(8);

        Await.until(LIMIT, "the outage is noticed", () -> {
            assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));
            return view.isDegraded();
        });
        assertThatThrownBy(() -> result(view.device(new DeviceId("OTHER"))))
                .hasCauseInstanceOf(RegistryUnavailable.class);

        ClusterMember again = registry(port);
        Await.untilAsserted(
                LIMIT, () -> assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(8)));
        assertThat(again.port()).isEqualTo(port);
    }

    @Test
    void whatChangedWhileAMemberWasCutOffIsSeenWhenItIsBack() throws Exception {
        database.device = Samples.device(7);
        ClusterMember first = registry(0);
        int port = first.port();
        RegistryView view = view(lite(port));
        assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));
        members.remove(first);
        first.close();

        ClusterMember second = join("", port, Role.DATA);
        RegistryHost host = new RegistryHost(vertx, second, database);
        database.device = Samples.device(8);
        var unused = result(host.changed(Samples.DEVICE));

        Await.untilAsserted(
                LIMIT, () -> assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(8)));

        // and announcements reach it again
        database.device = Samples.device(9);
        var told = result(host.changed(Samples.DEVICE));
        Await.untilAsserted(
                Duration.ofSeconds(5),
                () -> assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(9)));
        assertThat(told).isEqualTo(unused);
    }

    @Test
    void twoRegistryMembersShareTheWork() throws Exception {
        database.device = Samples.device(7);
        ClusterMember first = registry(0);
        ClusterMember second = join("127.0.0.1:" + first.port(), 0, Role.DATA);
        RegistryHost host = new RegistryHost(vertx, second, database);
        RegistryView view = view(lite(first.port()));
        for (int i = 0; i < 100; i++) {
            assertThat(result(view.device(new DeviceId("D-" + i)))).isEmpty();
        }
        assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(7));

        // one of the two leaves while the other goes on
        members.remove(first);
        first.close();
        database.device = Samples.device(8);
        var unused = result(host.changed(Samples.DEVICE));
        Await.untilAsserted(
                LIMIT, () -> assertThat(result(view.device(Samples.DEVICE))).contains(Samples.device(8)));
    }

    @Test
    @Tag("R94")
    void aDatabaseOutageIsAnsweredInTimeAndFromWhatIsKnown() throws Exception {
        database.product = Samples.product(true);
        RegistryView view = view(lite(registry(0).port()), Duration.ofMillis(50));
        assertThat(result(view.product(Samples.MODEL))).contains(Samples.product(true));

        database.gate = Future.failedFuture("database is away");

        Await.until(LIMIT, "the outage is noticed", () -> {
            assertThat(result(view.product(Samples.MODEL))).contains(Samples.product(true));
            return view.isDegraded() || flush(view);
        });
    }

    @Test
    void anEdgeIsListedWhileItAnnouncesItself() throws Exception {
        ClusterMember registry = registry(0);
        EdgeNotice notice = new EdgeNotice("edge-1", List.of("tcp://127.0.0.1:1883"), List.of(), 3, true);
        EdgeList list = new EdgeList(vertx, registry);
        EdgeBeacon beacon = new EdgeBeacon(vertx, lite(registry.port()), () -> notice);

        beacon.start();
        Await.untilAsserted(LIMIT, () -> assertThat(result(list.ready())).containsExactly(notice));

        var unused = result(beacon.stop());
        Await.untilAsserted(LIMIT, () -> assertThat(result(list.ready())).isEmpty());
    }

    @Test
    void findsMembersBehindAName() throws Exception {
        database.device = Samples.device(7);
        ClusterMember registry = join("127.0.0.1:5988", 5988, Role.DATA);
        var host = new RegistryHost(vertx, registry, database);
        ClusterMember byName = join("dns:localhost", 5988, Role.LITE);

        Await.until(LIMIT, "the member behind the name is seen", byName::seesRegistry);
        assertThat(result(view(byName).device(Samples.DEVICE))).contains(Samples.device(7));
        host.close();
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        ClusterMember first = registry(0);
        assertThatThrownBy(() -> ClusterMember.join(new ClusterConfig("", first.port()), Role.DATA))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cluster port " + first.port())
                .hasMessageContaining("DELIGATE_CLUSTER_PORT");
    }

    /** Takes the cached record out of the cluster so that the next question reaches the database. */
    private boolean flush(RegistryView view) {
        members.forEach(member -> member.products().evictAll());
        return view.isDegraded();
    }

    @Test
    void anEdgeCannotClaimAnIdThatARunningEdgeAnnounces() throws Exception {
        ClusterMember registry = registry(0);
        EdgeNotice notice = new EdgeNotice("edge-1", List.of("tcp://127.0.0.1:1883"), List.of(), 0, true);
        EdgeBeacon running = new EdgeBeacon(vertx, lite(registry.port()), () -> notice);
        EdgeBeacon second = new EdgeBeacon(vertx, lite(registry.port()), () -> notice);
        assertThat(result(running.claim())).as("free").isNull();
        running.start();

        Future<Void> claim = second.claim();

        Await.until(LIMIT, "the claim is decided", claim::isComplete);
        assertThat(claim.cause()).hasMessageContaining("edge-1").hasMessageContaining("DELIGATE_EDGE_ID");
        assertThat(result(running.stop())).isNull();
        assertThat(result(second.claim())).as("free again").isNull();
    }

    @Test
    void ofTwoEdgesThatClaimOneIdAtTheSameMomentOneGetsIt() throws Exception {
        ClusterMember registry = registry(0);
        EdgeNotice notice = new EdgeNotice("edge-1", List.of("tcp://127.0.0.1:1883"), List.of(), 0, false);
        List<EdgeBeacon> beacons = Stream.generate(() -> new EdgeBeacon(vertx, lite(registry.port()), () -> notice))
                .limit(2)
                .toList();
        List<Future<Void>> claims = beacons.stream()
                .map(beacon -> beacon.claim().onSuccess(none -> beacon.start()))
                .toList();
        Await.until(LIMIT, "both claims are decided", () -> claims.stream().allMatch(Future::isComplete));
        assertThat(claims.stream().filter(Future::succeeded)).hasSize(1);
        for (EdgeBeacon beacon : beacons) {
            assertThat(result(beacon.stop())).isNull();
        }
    }

    @Test
    void membersFindTheRegistryByAName() throws Exception {
        database.device = Samples.device(7);
        int port = freePort();
        ClusterMember registry = join("dns:localhost", port, Role.DATA);
        RegistryHost host = new RegistryHost(vertx, registry, database);
        // the next free port: it is the other members' that the name stands for
        ClusterMember lite = join("dns:localhost", port, Role.LITE);

        assertThat(lite.seesRegistry()).isTrue();
        assertThat(lite.port()).isNotEqualTo(port);
        assertThat(result(view(lite).device(Samples.DEVICE))).contains(Samples.device(7));
        host.close();
    }

    @Test
    void aMemberWhoseNameNobodyKnowsYetStartsAlone() {
        ClusterMember lite = join("dns:nobody.deligate.invalid", 0, Role.LITE);
        assertThat(lite.seesRegistry()).isFalse();
    }

    @Test
    void closingAViewDoesNotWaitForAMemberThatHangs() throws Exception {
        int port = freePort();
        try (MemberProcess registry = MemberProcess.alone(port)) {
            registry.awaitSees("127.0.0.1 data");
            ClusterMember lite = lite(port);
            RegistryView view = view(lite);
            registry.freeze();

            view.close();

            assertThat(lite.seesRegistry())
                    .as("the one that hangs is still counted")
                    .isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private ClusterMember registry(int port) {
        ClusterMember member = join("", port, Role.DATA);
        var plugged = new RegistryHost(vertx, member, database);
        assertThat(plugged).isNotNull();
        return member;
    }

    private ClusterMember lite(int registryPort) {
        ClusterMember member = join("127.0.0.1:" + registryPort, 0, Role.LITE);
        assertThat(member.seesRegistry()).isTrue();
        return member;
    }

    private ClusterMember join(String cluster, int port, Role role) {
        ClusterMember member = ClusterMember.join(new ClusterConfig(cluster, port), role);
        members.push(member);
        return member;
    }

    private RegistryView view(ClusterMember member) {
        return new RegistryView(vertx, member, ViewLimits.defaults());
    }

    private RegistryView view(ClusterMember member, Duration fresh) {
        ViewLimits usual = ViewLimits.defaults();
        ViewLimits limits = new ViewLimits(
                fresh,
                usual.absent(),
                usual.stale(),
                usual.patience(),
                Duration.ofMillis(50),
                usual.products(),
                usual.devices());
        return new RegistryView(vertx, member, limits);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** One product and one device, and a gate that can hold an answer back after it was read. */
    private static final class Database implements RegistryLoader {
        private final ConcurrentMap<DeviceId, Boolean> asked = new ConcurrentHashMap<>();
        private volatile @Nullable ProductView product;
        private volatile @Nullable DeviceView device;
        private volatile @Nullable AppView app;
        private volatile @Nullable Future<Void> gate;

        @Override
        public Future<Optional<ProductView>> product(ProductModel model) {
            return answer(
                    Optional.ofNullable(product).filter(known -> known.model().equals(model)));
        }

        @Override
        public Future<Optional<DeviceView>> device(DeviceId id) {
            Optional<DeviceView> found =
                    Optional.ofNullable(device).filter(known -> known.id().equals(id));
            asked.put(id, true);
            return answer(found);
        }

        @Override
        public Future<Optional<AppView>> app(AppId id) {
            return answer(Optional.ofNullable(app).filter(known -> known.id().equals(id)));
        }

        private <T> Future<T> answer(T value) {
            Future<Void> closed = gate;
            return closed == null ? Future.succeededFuture(value) : closed.map(value);
        }
    }
}
