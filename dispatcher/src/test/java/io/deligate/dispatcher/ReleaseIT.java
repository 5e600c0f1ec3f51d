package io.deligate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryHost;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.deligate.rolloutgate.Schedule;
import io.deligate.rolloutgate.UnknownVersion;
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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What devices are told of firmware when they ask, by records as ota-service writes them. */
@ExtendWith(KafkaExtension.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class ReleaseIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PREFIX = "releaseit.";
    private static final String EDGE = "edge-1";
    private static final String DOWN = PREFIX + "down." + EDGE;
    private static final KnownDevices registry = new KnownDevices();

    private static Vertx vertx;
    private static ClusterMember member;
    private static TestKafka kafka;

    @BeforeAll
    static void start(TestKafka shared) throws Exception {
        kafka = shared;
        vertx = Vertx.vertx();
        member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
        RegistryHost host = new RegistryHost(vertx, member, registry);
        vertx.exceptionHandler(failure -> host.close());
        kafka.createTopic(DOWN, 1, Map.of());
        kafka.createTopic(PREFIX + "broadcast", 1, Map.of());
        // before the dispatcher begins, as most rollouts have
        tell(1, "BEFORE", rollout(2, 10_000, new RolloutState.Completed(Instant.EPOCH), Audience.everybody()));
        DispatcherConfig usual = DispatcherConfig.defaults();
        DispatcherConfig config = new DispatcherConfig(
                usual.requests(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                PREFIX,
                usual.cluster(),
                usual.clusterPort(),
                usual.tracing(),
                usual.management(),
                usual.runtime());
        await(vertx.deployVerticle(
                new DispatcherVerticle(Platform.on(vertx, new SimpleMeterRegistry()), config, member)));
    }

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
        member.close();
    }

    private static void await(Future<?> future) throws Exception {
        var unused = future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Rollout rollout(long seq, int share, RolloutState state, Audience audience) {
        Release release = new Release(
                "f-" + seq,
                seq + ".0",
                seq,
                UpgradeType.FORCE,
                URI.create("http://ota.example.com/firmware/f-" + seq + "/a.bin"),
                "0123456789abcdef0123456789abcdef",
                1_000);
        return new Rollout(
                "r-" + seq, release, "seed", 1, Schedule.ramp(share, share, Duration.ZERO), state, audience, 0, 0);
    }

    private static void tell(long revision, String model, Rollout... rollouts) {
        ModelReleases releases = new ModelReleases(
                new ProductType("KQ"),
                new ProductModel(model),
                revision,
                Instant.now().plusSeconds(600),
                Map.of("1.0", 1L, "2.0", 2L, "3.0", 3L),
                List.of(rollouts));
        var record = new ProducerRecord<>(PREFIX + "broadcast", releases.topic(), ReleasesCodec.write(releases));
        DeliHeaders.put(record.headers(), DeliHeaders.RECORD, ReleasesCodec.RECORD);
        kafka.produce(record);
    }

    private static void device(String id, String model, String version) {
        DeviceId device = new DeviceId(id);
        registry.put(new DeviceView(
                device,
                new ProductModel(model),
                "",
                DeviceStatus.NORMAL,
                null,
                List.of(),
                version,
                List.of(),
                1,
                null,
                null));
    }

    private static JsonObject ask(String device, int action) {
        int before = kafka.records(DOWN).size();
        var record = new ProducerRecord<>(
                PREFIX + "up.1xx",
                device,
                ("{\"mid\":\"q\",\"action\":" + action + "}").getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.EDGE, EDGE);
        DeliHeaders.put(record.headers(), DeliHeaders.EPOCH, "1");
        DeliHeaders.put(record.headers(), DeliHeaders.RECEIVED, Long.toString(System.currentTimeMillis()));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, device + ":" + before);
        kafka.produce(record);
        var replies = kafka.awaitRecords(DOWN, before + 1, SOON);
        return new JsonObject(Buffer.buffer(replies.get(before).value())).getJsonObject("data");
    }

    private static @Nullable String version(String device) {
        return ask(device, 102).getString("product_version");
    }

    @Test
    @Tag("R79")
    @Tag("R82")
    void aReleasedDeviceIsToldOfTheReleaseAndWhereItIs() {
        device("BEFORE_1", "BEFORE", "1.0");

        JsonObject told = ask("BEFORE_1", 103);

        assertThat(told.getInteger("code")).isZero();
        assertThat(told.getString("version")).isEqualTo("2.0");
        assertThat(told.getString("upgrade_type")).isEqualTo("force");
        assertThat(told.getString("file_path")).isEqualTo("http://ota.example.com/firmware/f-2/a.bin");
        assertThat(told.getString("checksum")).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(version("BEFORE_1")).isEqualTo("2.0");
    }

    @Test
    @Tag("R79")
    @Tag("R84")
    void whoMustWaitIsAnsweredAsBeforeAndFollowsTheRelease() {
        device("LATER_1", "LATER", "2.0");
        tell(1, "LATER", rollout(3, 1, new RolloutState.Running(Instant.now()), canary("LATER_2")));
        device("LATER_2", "LATER", "2.0");
        Await.until(SOON, "the canary's turn", () -> "3.0".equals(version("LATER_2")));

        assertThat(version("LATER_1")).isEqualTo("2.0");
        assertThat(ask("LATER_1", 103).getInteger("code")).isEqualTo(102);

        tell(2, "LATER", rollout(3, 10_000, new RolloutState.Running(Instant.now()), canary("LATER_2")));
        Await.until(SOON, "everybody's turn", () -> "3.0".equals(version("LATER_1")));
    }

    @Test
    @Tag("R79")
    void nobodyIsToldOfAnOlderReleaseThanItHas() {
        device("BEFORE_3", "BEFORE", "3.0");

        assertThat(version("BEFORE_3")).isEqualTo("3.0");
        assertThat(ask("BEFORE_3", 103).getInteger("code")).isEqualTo(102);
    }

    @Test
    void anAbortIsHeardOf() {
        device("ABORTED_1", "ABORTED", "1.0");
        tell(1, "ABORTED", rollout(2, 10_000, new RolloutState.Running(Instant.now()), Audience.everybody()));
        Await.until(SOON, "the release", () -> "2.0".equals(version("ABORTED_1")));

        tell(2, "ABORTED", rollout(2, 10_000, new RolloutState.Aborted(), Audience.everybody()));

        Await.until(SOON, "the abort", () -> "1.0".equals(version("ABORTED_1")));
    }

    private static Audience canary(String id) {
        return new Audience(Set.of(id), Set.of(), null, UnknownVersion.GATED);
    }
}
