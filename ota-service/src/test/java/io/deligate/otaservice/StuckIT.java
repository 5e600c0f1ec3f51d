package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Devices that should have taken a release, as the look through the fleet finds them: every second here. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StuckIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PAGES = 2_500;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningOta ota;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path files) throws Exception {
        ota = RunningOta.start(kafka, database, files, "stuckit.");
    }

    @AfterAll
    void stop() throws Exception {
        ota.close();
    }

    private String running(String product) throws Exception {
        JsonObject plan = new JsonObject()
                .put("firmware_id", ota.firmware(product, "2.0"))
                .put("stages", new JsonArray().add(new JsonObject().put("share", 1)))
                .put("confirm_jump", true)
                .put("window_s", 0);
        String id = new JsonObject(ota.post("/v1/rollouts", plan).body()).getString("rollout_id");
        assertThat(ota.post("/v1/rollouts/" + id + ":start", new JsonObject()).statusCode())
                .isEqualTo(200);
        return id;
    }

    private JsonObject list(String id, String query) throws Exception {
        return new JsonObject(ota.get("/v1/rollouts/" + id + "/stuck" + query).body());
    }

    private int count(String id) throws Exception {
        return new JsonObject(ota.get("/v1/rollouts/" + id).body())
                .getJsonObject("counts")
                .getInteger("stuck");
    }

    private List<String> reasons(String id) throws Exception {
        return list(id, "").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(item ->
                        item.getString("device_id") + " " + item.getString("version") + " " + item.getString("reason"))
                .toList();
    }

    @Test
    void listsWhoIsStuckAndWhyAndForgetsWhoHasMovedOn() throws Exception {
        ota.registry.device("ST1_1", "ST1", "1.0");
        ota.registry.device("ST1_2", "ST1", "1.0");
        ota.registry.device("ST1_3", "ST1", "1.0", "{2.0,1.0}");
        ota.registry.device("ST1_4", "ST1", "2.0");
        String id = running("ST1");
        ota.event("ST1_2", "alarm", new JsonObject().put("code", 200));

        Await.untilAsserted(
                SOON,
                () -> assertThat(reasons(id))
                        .containsExactly("ST1_1 1.0 silent", "ST1_2 1.0 failed", "ST1_3 1.0 fell-back"));
        Await.untilAsserted(SOON, () -> assertThat(count(id)).isEqualTo(3));
        assertThat(list(id, "").getString("looked_at")).isNotNull();

        ota.registry.device("ST1_1", "ST1", "2.0");
        Await.untilAsserted(
                SOON, () -> assertThat(reasons(id)).containsExactly("ST1_2 1.0 failed", "ST1_3 1.0 fell-back"));
        Await.untilAsserted(SOON, () -> assertThat(count(id)).isEqualTo(2));
        assertThat(ota.get("/v1/rollouts/none/stuck").statusCode()).isEqualTo(404);
        assertThat(ota.get("/v1/rollouts/" + id + "/stuck?page=1").statusCode()).isEqualTo(400);
    }

    @Test
    void aFleetOfSeveralPagesIsLookedThroughToItsEndAndReadInPages() throws Exception {
        ota.registry.execute("INSERT INTO registry.published_devices"
                + " SELECT 'ST2_' || lpad(n::text, 6, '0'), 'ST2', '1.0', '{1.0}', true, now(), NULL"
                + " FROM generate_series(1, " + PAGES + ") n");
        String id = running("ST2");

        Await.untilAsserted(SOON, () -> assertThat(count(id)).isEqualTo(PAGES));
        JsonObject first = list(id, "?page_size=500");
        JsonObject second = list(id, "?page_size=500&page_token=" + first.getString("next_page_token"));
        assertThat(first.getJsonArray("items")).hasSize(500);
        assertThat(second.getJsonArray("items").getJsonObject(0).getString("device_id"))
                .isEqualTo("ST2_000501");
        ota.registry.execute("DELETE FROM registry.published_devices WHERE product = 'ST2'");
        Await.untilAsserted(SOON, () -> assertThat(count(id)).isZero());
    }

    @Test
    void whileAnotherReplicaHoldsTheLockNobodyElseLooks(TestDatabase database) throws Exception {
        try (var other = DriverManager.getConnection(database.jdbcUrl());
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            boolean locked = statement.execute("SELECT pg_advisory_xact_lock(" + 0x0DE1_5CA2_57CCL + ")");
            assertThat(locked).isTrue();
            ota.registry.device("ST3_1", "ST3", "1.0");
            String id = running("ST3");
            Await.untilAsserted(
                    SOON, () -> assertThat(ota.get("/v1/rollouts/" + id).body()).contains("\"state\":\"completed\""));
            assertThat(list(id, "").getValue("looked_at")).isNull();

            other.commit();

            Await.untilAsserted(SOON, () -> assertThat(reasons(id)).containsExactly("ST3_1 1.0 silent"));
        }
    }
}
