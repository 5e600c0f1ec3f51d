package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import io.deligate.registryview.AuthScheme;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.deligate.rolloutgate.Schedule;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Received;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices on two edges hear of a release when their buckets pass, by records as ota-service writes them. */
@ExtendWith(KafkaExtension.class)
class OfferIT {
    private static final int DEVICES = 12;
    private static EdgeFixture edge;
    private static EdgeFixture other;

    private final List<FakeDevice> devices = new ArrayList<>();

    @BeforeAll
    static void startEdges(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
        other = edge.neighbour();
        other.startEdge();
    }

    @AfterAll
    static void stopEdges() {
        assertThat(edge.unhandled()).isEmpty();
        assertThat(other.unhandled()).isEmpty();
        other.close();
        edge.close();
    }

    private static Rollout rollout(long seq, Schedule schedule, RolloutState state) {
        Release release = new Release(
                "f-" + seq,
                seq + ".0",
                seq,
                UpgradeType.NORMAL,
                URI.create("http://ota.example.com/a.bin"),
                "0123456789abcdef0123456789abcdef",
                1_000);
        return new Rollout("r-" + seq, release, "seed", 1, schedule, state, Audience.everybody(), 0, 0);
    }

    private static Rollout running(int share) {
        return rollout(2, Schedule.ramp(share, share, Duration.ZERO), new RolloutState.Running(Instant.EPOCH));
    }

    private static void tell(String model, long revision, Instant validUntil, Rollout... rollouts) {
        ModelReleases releases = new ModelReleases(
                new ProductType(MapRegistry.TYPE),
                new ProductModel(model),
                revision,
                validUntil,
                Map.of("1.0", 1L, "2.0", 2L, "3.0", 3L),
                List.of(rollouts));
        var record = new ProducerRecord<>(edge.topics().broadcast(), releases.topic(), ReleasesCodec.write(releases));
        DeliHeaders.put(record.headers(), DeliHeaders.RECORD, ReleasesCodec.RECORD);
        edge.kafka().produce(record);
    }

    private static void tell(String model, long revision, Rollout... rollouts) {
        tell(model, revision, Instant.now().plusSeconds(600), rollouts);
    }

    /** A device on one of the edges, subscribed to its model's topic. */
    private FakeDevice device(EdgeFixture at, String model, int number) {
        at.registry().product(model, AuthScheme.PRODUCT_KEY, true, "key");
        FakeDevice device = FakeDevice.onPort(at.port(), model + "_" + number)
                .productKey(model, "key")
                .connect();
        assertThat(device.subscribe(1, MapRegistry.TYPE + "/" + model)).containsExactly(1);
        devices.add(device);
        return device;
    }

    private void fleet(String model) {
        for (int number = 0; number < DEVICES; number++) {
            var unused = device(number % 2 == 0 ? edge : other, model, number);
        }
    }

    private void assertOffered(FakeDevice device, String version) {
        Received offer = device.next(EdgeFixture.SOON);
        JsonObject json = new JsonObject(offer.json());
        assertThat(json.getInteger("action")).isEqualTo(202);
        assertThat(json.getString("from")).isEqualTo("system");
        assertThat(json.getJsonObject("data").getString("version")).isEqualTo(version);
        assertThat(offer.topic()).startsWith(MapRegistry.TYPE + "/");
        assertThat(offer.retained()).isFalse();
    }

    private void assertNothingMore(FakeDevice device) {
        int number = Integer.parseInt(device.id().substring(device.id().indexOf('_') + 1));
        (number % 2 == 0 ? edge : other).down(device.id(), "{\"mid\":\"last\"}");
        assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{\"mid\":\"last\"}");
    }

    private void closeAll() {
        devices.forEach(FakeDevice::close);
        devices.clear();
    }

    @Test
    @Tag("R104")
    @Tag("R105")
    void aWaveReachesExactlyTheBucketsBelowItsShareAndEachDeviceOnce() {
        fleet("WAVE");
        try {
            tell("WAVE", 1, running(5_000));
            List<FakeDevice> first = devices.stream()
                    .filter(device -> Buckets.of("seed", device.id()) < 5_000)
                    .toList();
            assertThat(first).hasSizeBetween(1, DEVICES - 1);
            first.forEach(device -> assertOffered(device, "2.0"));
            devices.forEach(this::assertNothingMore);

            tell("WAVE", 2, running(10_000));
            devices.stream().filter(device -> !first.contains(device)).forEach(device -> assertOffered(device, "2.0"));
            devices.forEach(this::assertNothingMore);
            assertThat(edge.tail(edge.topics().events())
                            .await(
                                    DEVICES,
                                    EdgeFixture.SOON,
                                    record -> record.key().startsWith("WAVE_")))
                    .extracting(record -> EdgeFixture.header(record, "ce_type"))
                    .hasSize(DEVICES)
                    .containsOnly("cloud.deli.device.firmware-offered.v1");
        } finally {
            closeAll();
        }
    }

    @Test
    @Tag("R106")
    void whoSubscribesAfterItsBucketPassedIsOfferedOnceInThatSession() {
        tell("LATE", 1, running(10_000));
        try {
            FakeDevice device = device(edge, "LATE", 0);
            assertOffered(device, "2.0");
            // the same told again, as with each renewal
            tell("LATE", 1, Instant.now().plusSeconds(700), running(10_000));
            assertOffered(device(edge, "LATE", 2), "2.0");
            assertNothingMore(device);
        } finally {
            closeAll();
        }
    }

    @Test
    @Tag("R105")
    void afterAPauseNobodyElseIsOffered() {
        fleet("PAUSE");
        try {
            Schedule ramp = Schedule.ramp(0, 10_000, Duration.ofHours(1));
            Instant anchor = Instant.now().minus(Duration.ofMinutes(30));
            RolloutState.Paused paused = new RolloutState.Running(anchor).pause(Instant.now());
            tell("PAUSE", 1, rollout(2, ramp, paused));
            List<FakeDevice> released = devices.stream()
                    .filter(device -> Buckets.of("seed", device.id()) < 5_000)
                    .toList();
            released.forEach(device -> assertOffered(device, "2.0"));
            devices.forEach(this::assertNothingMore);
        } finally {
            closeAll();
        }
    }

    @Test
    void whenTheLeaseHasEndedTheShareStaysWhereItWas() {
        fleet("LEASE");
        try {
            Schedule ramp = Schedule.ramp(0, 10_000, Duration.ofHours(1));
            Instant anchor = Instant.now().minus(Duration.ofMinutes(50));
            // nobody has renewed it for 20 minutes: it is taken for half way
            tell("LEASE", 1, anchor.plus(Duration.ofMinutes(30)), rollout(2, ramp, new RolloutState.Running(anchor)));
            List<FakeDevice> released = devices.stream()
                    .filter(device -> Buckets.of("seed", device.id()) < 5_000)
                    .toList();
            released.forEach(device -> assertOffered(device, "2.0"));
            devices.forEach(this::assertNothingMore);
        } finally {
            closeAll();
        }
    }

    @Test
    void aRollbackIsANewReleaseThatEverybodyIsOffered() {
        fleet("BACK");
        try {
            tell("BACK", 1, running(10_000));
            devices.forEach(device -> assertOffered(device, "2.0"));

            Schedule all = Schedule.ramp(10_000, 10_000, Duration.ZERO);
            tell(
                    "BACK",
                    2,
                    rollout(2, all, new RolloutState.Aborted()),
                    rollout(3, all, new RolloutState.Running(Instant.EPOCH)));
            devices.forEach(device -> assertOffered(device, "3.0"));
            devices.forEach(this::assertNothingMore);
        } finally {
            closeAll();
        }
    }
}
