package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.database.PostgresConfig;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The database goes away and comes back. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class OutageIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    @Tag("R94")
    void aDatabaseOutageDelaysRecordsAndLosesNone(TestKafka kafka) throws Exception {
        ViewLimits usual = ViewLimits.defaults();
        ViewLimits shortLived = new ViewLimits(
                Duration.ofMillis(100), usual.absent(), usual.stale(), usual.patience(), usual.pause(), 10, 10);
        try (TestPostgres postgres = TestPostgres.start();
                RunningRegistry registry = RunningRegistry.start(kafka, postgres.newDatabase("outage"), "outage.");
                ClusterMember lite = ClusterMember.join(
                        new ClusterConfig("127.0.0.1:" + registry.member.port(), 0), ClusterMember.Role.LITE)) {
            var key = registry.createProduct("OUTAGE");
            RegistryView view = new RegistryView(registry.vertx, lite, shortLived);
            ProductModel model = new ProductModel("OUTAGE");
            assertThat(result(view.product(model)).orElseThrow().keys()).hasSize(1);
            DeviceId before = online(kafka, "BEFORE");
            Await.until(
                    LIMIT,
                    "the first device",
                    () -> registry.get("/v1/devices/" + before).statusCode() == 200);

            postgres.stop();
            DeviceId during = online(kafka, "DURING");
            assertThat(registry.get("/v1/devices/" + before).statusCode()).isEqualTo(503);
            Await.until(
                    LIMIT,
                    "readiness says so",
                    () -> registry.platform.health().ready().results().stream()
                            .anyMatch(check -> check.name().equals("registry database") && check.problem() != null));
            assertThatThrownBy(() -> result(view.device(during))).hasCauseInstanceOf(RegistryUnavailable.class);
            assertThat(result(view.product(model)).orElseThrow().keys()).hasSize(1);

            postgres.restart();
            Await.until(
                    LIMIT,
                    "the device of the outage",
                    () -> registry.get("/v1/devices/" + during).statusCode() == 200);
            assertThat(registry.get("/v1/products/OUTAGE").body()).doesNotContain(key);
            Await.until(
                    LIMIT,
                    "ready again",
                    () -> registry.platform.health().ready().results().stream()
                            .allMatch(check -> check.problem() == null));
        }
    }

    @Test
    @Tag("R88")
    void aDeviceThatEndsItsBindingIsAnsweredWhenTheDatabaseIsBackAndNotBefore() throws Exception {
        try (TestKafka kafka = TestKafka.start();
                TestPostgres postgres = TestPostgres.start();
                RunningRegistry registry = RunningRegistry.start(kafka, postgres.newDatabase("unbind"), "outage.")) {
            kafka.createTopic("outage.down.edge-1", 1, Map.of());
            var key = registry.createProduct("OUTAGE");
            DeviceId device = online(kafka, "LEAVES");
            Await.until(
                    LIMIT,
                    "the device",
                    () -> registry.get("/v1/devices/" + device).statusCode() == 200);
            JsonObject group = new JsonObject(
                    registry.post("/v1/groups", "{\"name\":\"Owner\"}").body());
            String binding =
                    new JsonObject().put("group_id", group.getLong("group_id")).encode();
            assertThat(registry.call("PUT", "/v1/devices/LEAVES/group", binding, RunningRegistry.ADMIN_KEY)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(kafka.awaitRecords("outage.down.edge-1", 1, LIMIT)).hasSize(1);

            postgres.stop();
            var request = new ProducerRecord<>(
                    "outage.registry", device.value(), "{\"mid\":\"1\",\"action\":104}".getBytes(UTF_8));
            DeliHeaders.put(request.headers(), DeliHeaders.EDGE, "edge-1");
            DeliHeaders.put(request.headers(), DeliHeaders.MESSAGE_ID, "m-1");
            assertThat(kafka.produce(request).hasOffset()).isTrue();
            Await.until(
                    LIMIT,
                    "readiness says so",
                    () -> registry.platform.health().ready().results().stream()
                            .anyMatch(check -> check.name().equals("registry database") && check.problem() != null));
            assertThat(kafka.records("outage.down.edge-1")).hasSize(1);

            postgres.restart();
            var reply = kafka.awaitRecords("outage.down.edge-1", 2, LIMIT).get(1);
            assertThat(new String(reply.value(), UTF_8))
                    .contains("\"action\":104")
                    .contains("\"code\":0");
            assertThat(registry.device("LEAVES").getValue("group_id")).isNull();
            assertThat(key).isNotEmpty();
        }
    }

    @Test
    void anAppIsNotMadeWhileKafkaIsAway(TestDatabase database) throws Exception {
        try (TestKafka kafka = TestKafka.start();
                RunningRegistry registry = RunningRegistry.start(kafka, database, "outage.")) {
            var key = registry.createProduct("OUTAGE");
            kafka.stop();
            String app = "{\"name\":\"App\",\"products\":[\"OUTAGE\"]}";
            assertThat(registry.post("/v1/apps", app).statusCode()).isEqualTo(503);
            assertThat(new JsonObject(registry.get("/v1/apps").body()).getJsonArray("items"))
                    .isEmpty();
            kafka.restart();
            Await.until(
                    LIMIT,
                    "the app to be made",
                    () -> registry.post("/v1/apps", app).statusCode() == 201);
            assertThat(key).isNotEmpty();
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsSaidInOneLine() throws Exception {
        Vertx vertx = Vertx.vertx();
        PostgresConfig config =
                new PostgresConfig("postgresql://me:hidden@127.0.0.1:1/none", 1, Duration.ofMillis(200));
        assertThatThrownBy(() -> result(RegistryDatabase.open(vertx, config)))
                .hasCauseInstanceOf(StartFailure.class)
                .hasMessageContaining("127.0.0.1:1/none")
                .hasMessageContaining("DELIGATE_POSTGRES_URI")
                .hasMessageNotContaining("hidden");
        var unused = result(vertx.close());
    }

    private static DeviceId online(TestKafka kafka, String name) {
        DeviceId id = new DeviceId(name);
        var session = new SessionRecord.Online(
                id, new ProductModel("OUTAGE"), new EdgeId("edge-1"), Instant.ofEpochSecond(1), "192.0.2.1");
        kafka.produce("outage.sessions", name, session.toValue());
        return id;
    }
}
