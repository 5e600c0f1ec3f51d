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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the devices of a rollout, as its manager reads it. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomeIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LONG = 3_600;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningOta ota;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path files) throws Exception {
        ota = RunningOta.start(kafka, database, files, "outcomeit.");
    }

    @AfterAll
    void stop() throws Exception {
        ota.close();
    }

    private String running(String product, int soak) throws Exception {
        String firmware = ota.firmware(product, "2.0");
        JsonObject plan = new JsonObject()
                .put("firmware_id", firmware)
                .put("stages", new JsonArray().add(new JsonObject().put("share", 1)))
                .put("confirm_jump", true)
                .put("soak_s", soak);
        JsonObject draft = new JsonObject(ota.post("/v1/rollouts", plan).body());
        assertThat(draft.getInteger("soak_s")).isEqualTo(soak);
        String id = draft.getString("rollout_id");
        assertThat(ota.post("/v1/rollouts/" + id + ":start", new JsonObject()).statusCode())
                .isEqualTo(200);
        return id;
    }

    private void failed(String device) {
        ota.event(device, "alarm", new JsonObject().put("code", 200));
    }

    private void counts(String id, int soaking, int succeeded, int failed) {
        Await.untilAsserted(SOON, () -> {
            JsonObject counts = new JsonObject(ota.get("/v1/rollouts/" + id).body()).getJsonObject("counts");
            assertThat(List.of(
                            counts.getInteger("soaking"), counts.getInteger("succeeded"), counts.getInteger("failed")))
                    .containsExactly(soaking, succeeded, failed);
        });
    }

    /** As if the soak of all that are watched were over. */
    private void soakIsOver(String id) throws Exception {
        ota.registry.execute("UPDATE ota.observations SET ends_at = now() WHERE rollout_id = '" + id + "'");
    }

    @Test
    void aDeviceThatCameUpWithItCountsOnceItsSoakIsOver() throws Exception {
        String id = running("OC1", LONG);
        ota.cameUp("OC1_1", "OC1", "1.0", "2.0");
        counts(id, 1, 0, 0);

        soakIsOver(id);

        counts(id, 0, 1, 0);
    }

    @Test
    void aFailureWithinTheSoakIsNoSuccessAndOneAfterItIsNoFailure() throws Exception {
        String id = running("OC2", LONG);
        ota.cameUp("OC2_1", "OC2", "1.0", "2.0");
        ota.cameUp("OC2_2", "OC2", "1.0", "2.0");
        counts(id, 2, 0, 0);

        failed("OC2_1");
        counts(id, 1, 0, 1);
        soakIsOver(id);
        counts(id, 0, 1, 1);

        failed("OC2_2");
        ota.registry.device("OC2_3", "OC2", "1.0");
        failed("OC2_3");
        counts(id, 0, 1, 2);
    }

    @Test
    void aDeviceThatFellBackWithinTheSoakHasFailed() throws Exception {
        String id = running("OC3", LONG);
        ota.cameUp("OC3_1", "OC3", "1.0", "2.0");
        counts(id, 1, 0, 0);

        ota.registry.device("OC3_1", "OC3", "1.0", "{2.0,1.0}");
        soakIsOver(id);

        counts(id, 0, 0, 1);
    }

    @Test
    void aDeviceThatFailsAgainAndAgainCountsOnceAndItsLaterSuccessTakesThatBack() throws Exception {
        String id = running("OC4", 0);
        ota.registry.device("OC4_1", "OC4", "1.0");
        ota.registry.device("OC4_2", "OC4", "1.0");
        failed("OC4_1");
        failed("OC4_1");
        failed("OC4_2");
        counts(id, 0, 0, 2);

        ota.cameUp("OC4_1", "OC4", "1.0", "2.0");

        counts(id, 0, 1, 1);
    }

    @Test
    void aDeviceThatCameUpWithItOnceMoreOrWasMadeWithItIsNoSuccess() throws Exception {
        String id = running("OC5", 0);
        JsonObject again = new JsonObject()
                .put("product", "OC5")
                .put("from", "1.0")
                .put("version", "2.0")
                .put("first", false);
        ota.event("OC5_1", "firmware-confirmed", again);
        ota.event("OC5_2", "firmware-confirmed", again.copy().put("from", "").put("first", true));
        ota.cameUp("OC5_3", "OC5", "1.0", "2.0");

        counts(id, 0, 1, 0);
    }

    @Test
    void whatBecomesOfDevicesBehindAnAbortCountsStillIfTheirTurnHadCome() throws Exception {
        ota.registry.device("OC7_1", "OC7", "1.0");
        ota.registry.device("OC7_2", "OC7", "1.0");
        ota.registry.device("OC7_3", "OC7", "1.0");
        JsonObject plan = new JsonObject()
                .put("firmware_id", ota.firmware("OC7", "2.0"))
                .put("canary", new JsonArray().add("OC7_1").add("OC7_2"))
                .put("ramp", new JsonObject().put("from", 0).put("to", 1).put("duration_s", 300_000_000));
        String id = new JsonObject(ota.post("/v1/rollouts", plan).body()).getString("rollout_id");
        for (String move : List.of("start", "pause", "abort")) {
            assertThat(ota.post("/v1/rollouts/" + id + ":" + move, new JsonObject())
                            .statusCode())
                    .isEqualTo(200);
        }

        ota.cameUp("OC7_3", "OC7", "1.0", "2.0");
        failed("OC7_2");
        ota.cameUp("OC7_1", "OC7", "1.0", "2.0");

        counts(id, 0, 1, 1);
        assertThat(ota.get("/v1/rollouts/" + id).body())
                .contains("\"state\":\"aborted\"")
                .contains("\"share\":0.0");
    }

    @Test
    void aWaveUnderWatchKeepsTheFirstFailuresFromLookingLikeAll() throws Exception {
        String firmware = ota.firmware("OC6", "2.0");
        JsonObject plan = new JsonObject()
                .put("firmware_id", firmware)
                .put("stages", new JsonArray().add(new JsonObject().put("share", 1)))
                .put("confirm_jump", true)
                .put("soak_s", LONG)
                .put("abort", new JsonObject().put("failure_rate", 0.5).put("min_sample", 2));
        String id = new JsonObject(ota.post("/v1/rollouts", plan).body()).getString("rollout_id");
        assertThat(ota.post("/v1/rollouts/" + id + ":start", new JsonObject()).statusCode())
                .isEqualTo(200);
        for (int number = 1; number <= 3; number++) {
            ota.cameUp("OC6_" + number, "OC6", "1.0", "2.0");
        }
        counts(id, 3, 0, 0);
        for (int number = 4; number <= 5; number++) {
            ota.registry.device("OC6_" + number, "OC6", "1.0");
            failed("OC6_" + number);
        }
        counts(id, 3, 0, 2);

        ota.registry.device("OC6_6", "OC6", "1.0");
        failed("OC6_6");

        Await.untilAsserted(
                SOON,
                () -> assertThat(ota.get("/v1/rollouts/" + id).body())
                        .contains("\"state\":\"aborted\"")
                        .contains("3 of 6 devices failed"));
    }
}
