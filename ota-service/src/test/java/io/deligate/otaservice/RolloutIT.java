package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.ApiRole;
import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A rollout from its draft to its end, and what everybody is told of it. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningOta ota;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path files) throws Exception {

        ota = RunningOta.start(kafka, database, files, "rolloutit.");
    }

    @AfterAll
    void stop() throws Exception {
        ota.close();
    }

    private static JsonObject ramp(double from, double to, int seconds) {
        return new JsonObject()
                .put("ramp", new JsonObject().put("from", from).put("to", to).put("duration_s", seconds))
                .put("abort", new JsonObject().put("failure_rate", 0.05).put("min_sample", 20));
    }

    private static JsonObject all() {
        return new JsonObject()
                .put("stages", new JsonArray().add(new JsonObject().put("share", 1)))
                .put("confirm_jump", true);
    }

    private String draft(String firmware, JsonObject plan) throws Exception {
        HttpResponse<String> answer = ota.post("/v1/rollouts", plan.copy().put("firmware_id", firmware));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("rollout_id");
    }

    private JsonObject move(String id, String verb) throws Exception {
        HttpResponse<String> answer = ota.post("/v1/rollouts/" + id + ":" + verb, new JsonObject());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private Rollout told(String product) {
        return ota.told(product).rollouts().get(0);
    }

    @Test
    void aDraftSaysWhatItWillDoAndTellsNobody() throws Exception {
        String firmware = ota.firmware("RO1", "1.0");
        ota.registry.versions("RO1", "0.9", 10_000);

        JsonObject draft = new JsonObject(ota.post(
                        "/v1/rollouts",
                        ramp(0, 1, 3_600).put("firmware_id", firmware).put("window_s", 0))
                .body());

        assertThat(draft.getString("state")).isEqualTo("draft");
        assertThat(draft.getString("seed")).isNotEmpty();
        assertThat(draft.getJsonArray("forecast").stream()
                        .mapToLong(hour -> ((JsonObject) hour).getLong("devices"))
                        .sum())
                .isEqualTo(10_000);
        Await.untilAsserted(SOON, () -> assertThat(ota.told("RO1").rollouts()).isEmpty());
        JsonObject shown = new JsonObject(
                ota.get("/v1/rollouts/" + draft.getString("rollout_id")).body());
        assertThat(shown.getJsonObject("versions").getLong("0.9")).isEqualTo(10_000);
        assertThat(shown.getJsonObject("ramp").getInteger("duration_s")).isEqualTo(3_600);
    }

    @Test
    void aStartIsOneRecordThatOpensTheGate() throws Exception {
        String id = draft(ota.firmware("RO2", "1.0"), all());
        Await.untilAsserted(SOON, () -> assertThat(ota.toldAll("RO2")).isNotEmpty());

        assertThat(move(id, "start").getString("state")).isEqualTo("running");

        Await.untilAsserted(SOON, () -> assertThat(ota.told("RO2").rollouts()).hasSize(1));
        ModelReleases releases = ota.told("RO2");
        assertThat(Gate.decide(releases, "SN1", "", Instant.now())
                        .release()
                        .orElseThrow()
                        .version())
                .isEqualTo("1.0");
        assertThat(releases.rollouts().get(0).id()).isEqualTo(id);
    }

    @Test
    void whileItRunsItIsToldAgainBeforeTheLeaseEnds() throws Exception {
        String id = draft(ota.firmware("RO3", "1.0"), ramp(0, 1, 3_600));
        var unused = move(id, "start");

        Await.untilAsserted(
                SOON,
                () -> assertThat(ota.toldAll("RO3").stream()
                                .filter(told -> told.isMoving())
                                .map(ModelReleases::validUntil)
                                .distinct())
                        .hasSizeGreaterThan(1));
        assertThat(ota.toldAll("RO3").stream().map(ModelReleases::revision).max(Long::compare))
                .hasValue(2L);
    }

    @Test
    void aPauseFreezesAndAResumeGoesOnWithTheSameSeed() throws Exception {
        String id = draft(ota.firmware("RO4", "1.0"), ramp(0.1, 0.6, 600));
        String seed = move(id, "start").getString("seed");

        double frozen = move(id, "pause").getDouble("share");
        Await.untilAsserted(SOON, () -> assertThat(told("RO4").state()).isInstanceOf(RolloutState.Paused.class));
        assertThat(told("RO4").share(Instant.now().plusSeconds(999)) / 10_000.0).isEqualTo(frozen);

        var unused = move(id, "resume");
        Await.untilAsserted(SOON, () -> assertThat(told("RO4").state()).isInstanceOf(RolloutState.Running.class));
        assertThat(told("RO4").seed()).isEqualTo(seed);
        assertThat(ota.post("/v1/rollouts/" + id + ":resume", new JsonObject()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void anAbortEndsItForGoodAndItsLinksToo() throws Exception {
        String id = draft(ota.firmware("RO5", "1.0"), all());
        var unused = move(id, "start");
        Await.untilAsserted(SOON, () -> assertThat(ota.told("RO5").rollouts()).isNotEmpty());
        String link = told("RO5").release().file().toString();
        assertThat(download(link)).isEqualTo(200);

        assertThat(ota.post("/v1/rollouts/" + id + ":abort", new JsonObject().put("reason", "burns"))
                        .body())
                .contains("\"state\":\"aborted\"")
                .contains("\"state_reason\":\"burns\"");

        assertThat(download(link)).isEqualTo(403);
        assertThat(download(link.substring(0, link.indexOf('?')))).isEqualTo(200);
        Await.untilAsserted(
                SOON,
                () -> assertThat(Gate.decide(ota.told("RO5"), "SN1", "", Instant.now())
                                .release())
                        .isEmpty());
        assertThat(ota.post("/v1/rollouts/" + id + ":start", new JsonObject()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void aMoveNeedsNoBodyWhateverItsContentType() throws Exception {
        String id = new JsonObject(ota.post(
                                "/v1/rollouts",
                                new JsonObject()
                                        .put("firmware_id", ota.firmware("RO5E", "2.0"))
                                        .put("stages", new JsonArray().add(new JsonObject().put("share", 0.1))))
                        .body())
                .getString("rollout_id");

        assertThat(ota.send(ota.request("/v1/rollouts/" + id + ":start", "operator")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aStartThatNobodyWillSeeIsRefusedAndHarmsNoOther() throws Exception {
        JsonObject far = new JsonObject()
                .put("firmware_id", ota.firmware("RO5F", "2.0"))
                .put("stages", new JsonArray().add(new JsonObject().put("share", 0.1)))
                .put("start_at", "+999999999-01-01T00:00:00Z");

        HttpResponse<String> answer = ota.post("/v1/rollouts", far);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("/start_at").contains("before the year 2200");
        assertThat(ota.get("/v1/rollouts?product=RO5F").statusCode()).isEqualTo(200);
    }

    @Test
    void streamsAreBoundedAlsoWhenManyBeginAtOnce() throws Exception {
        String id = new JsonObject(ota.post(
                                "/v1/rollouts",
                                new JsonObject()
                                        .put("firmware_id", ota.firmware("RO5G", "2.0"))
                                        .put("stages", new JsonArray().add(new JsonObject().put("share", 0.1))))
                        .body())
                .getString("rollout_id");
        // a connection each
        HttpClient many =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest stream =
                ota.request("/v1/rollouts/" + id + ":stream", "viewer").build();
        List<CompletableFuture<HttpResponse<InputStream>>> asked = Stream.generate(
                        () -> many.sendAsync(stream, BodyHandlers.ofInputStream()))
                .limit(130)
                .toList();

        List<HttpResponse<InputStream>> answers = new ArrayList<>();
        for (var each : asked) {
            answers.add(each.get(20, TimeUnit.SECONDS));
        }
        try {
            assertThat(answers.stream().filter(each -> each.statusCode() == 200))
                    .hasSizeLessThanOrEqualTo(100);
        } finally {
            for (var each : answers) {
                each.body().close();
            }
        }
    }

    private int download(String link) throws Exception {
        return RunningOta.HTTP
                .send(ota.request(link, null).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void dangerousPlansAreRefusedInWords() throws Exception {
        String firmware = ota.firmware("RO6", "1.0");
        String force =
                new JsonObject(ota.upload("RO6", "2.0", "force", new byte[] {1}).body()).getString("firmware_id");

        assertRefused(firmware, all().put("confirm_jump", false), 422, "/confirm_jump");
        assertRefused(firmware, all().put("start_at", "2020-01-01T00:00:00Z"), 422, "/start_at");
        assertRefused(force, ramp(0, 1, 60), 422, "/canary");
        assertRefused(firmware, ramp(0.5, 0.1, 60), 400, "/ramp/to");
        assertRefused(firmware, ramp(0, 2, 60), 400, "/ramp/to");
        assertRefused(firmware, all().put("ramp", new JsonObject()), 400, "/stages");
        assertRefused(firmware, ramp(0, 1, 60).put("canarie", new JsonArray()), 400, "/canarie");
        assertRefused("none", ramp(0, 1, 60), 422, "/firmware_id");
    }

    @Test
    void canariesThatAreNoDevicesOfTheModelAreRefusedByName() throws Exception {
        String firmware = ota.firmware("RO21", "1.0");
        ota.registry.device("RO21_1", "RO21", "0.9");
        ota.registry.device("RO22_1", "RO22", "0.9");

        JsonArray canaries = new JsonArray().add("RO21_1").add("RO21_2").add("RO22_1");
        HttpResponse<String> refused = ota.post(
                "/v1/rollouts", ramp(0, 1, 60).put("firmware_id", firmware).put("canary", canaries));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("\"pointer\":\"/canary\"")
                .contains("canary: not devices of model RO21: RO21_2, RO22_1 (expected: ");

        String warned = ota.post(
                        "/v1/rollouts",
                        ramp(0, 1, 60)
                                .put("firmware_id", firmware)
                                .put("canary", new JsonArray().add("RO21_1"))
                                .put("exclude", new JsonArray().add("RO21_3").add("RO21_1")))
                .body();
        assertThat(warned)
                .contains("exclude names what are not devices of model RO21: RO21_3\"")
                .contains("excluded, though named as canaries too: RO21_1\"");
    }

    private void assertRefused(String firmware, JsonObject plan, int status, String pointer) throws Exception {
        HttpResponse<String> answer = ota.post("/v1/rollouts", plan.copy().put("firmware_id", firmware));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("pointer")).isEqualTo(pointer);
    }

    @Test
    void aWaveThatReachesNobodyIsToldToItsAuthor() throws Exception {
        String firmware = ota.firmware("RO7", "1.0");
        ota.registry.versions("RO7", "", 30);

        String draft = ota.post("/v1/rollouts", ramp(0.01, 1, 60).put("firmware_id", firmware))
                .body();

        assertThat(draft).contains("the first step of 1 % is likely to reach none of 30 devices");
    }

    @Test
    void saysWhenADeviceWillUpdateAndWhyNotYet() throws Exception {
        ota.registry.device("RO8_1", "RO8", "0.9");
        String id = draft(ota.firmware("RO8", "1.0"), ramp(0, 1, 100_000));
        assertThat(decision("RO8_1").getString("reason")).isEqualTo("runs 0.9, and no newer release is on its way");
        JsonObject started = move(id, "start");

        JsonObject waiting = decision("RO8_1");

        int bucket = Buckets.of(started.getString("seed"), "RO8_1");
        assertThat(waiting.getInteger("bucket")).isEqualTo(bucket);
        assertThat(waiting.getString("rollout_id")).isEqualTo(id);
        assertThat(waiting.getString("version")).isEqualTo("1.0");
        assertThat(waiting.getBoolean("released")).isFalse();
        assertThat(Instant.parse(waiting.getString("release_at")))
                .isEqualTo(Instant.parse(started.getString("state_since")).plusSeconds((bucket + 1) * 10L));
        assertThat(waiting.getString("reason")).startsWith("released in ").contains("bucket " + bucket + " >= share ");
        assertThat(ota.get("/v1/devices/NOBODY/update-decision").statusCode()).isEqualTo(404);
    }

    private JsonObject decision(String device) throws Exception {
        return new JsonObject(
                ota.get("/v1/devices/" + device + "/update-decision").body());
    }

    @Test
    void completesWhenScheduleAndWindowAreOver() throws Exception {
        String id = draft(ota.firmware("RO9", "1.0"), all().put("window_s", 0));
        var unused = move(id, "start");

        Await.untilAsserted(
                SOON, () -> assertThat(ota.get("/v1/rollouts/" + id).body()).contains("\"state\":\"completed\""));
        Await.untilAsserted(SOON, () -> assertThat(told("RO9").state()).isInstanceOf(RolloutState.Completed.class));
        assertThat(told("RO9").share(Instant.now())).isEqualTo(Buckets.COUNT);
    }

    @Test
    void waitsForItsTimeWhenItIsToStartLater() throws Exception {
        String later = Instant.now().plusSeconds(3_600).toString();
        String id = draft(ota.firmware("RO10", "1.0"), ramp(0.1, 1, 60).put("start_at", later));

        assertThat(move(id, "start").getString("state")).isEqualTo("scheduled");
        Await.untilAsserted(SOON, () -> assertThat(ota.told("RO10").rollouts()).isNotEmpty());
        assertThat(told("RO10").share(Instant.now())).isZero();
    }

    @Test
    void showsEachChangeToWhoeverFollows() throws Exception {
        String id = draft(ota.firmware("RO11", "1.0"), ramp(0.1, 0.1, 600));
        HttpResponse<Stream<String>> events = RunningOta.HTTP.send(
                ota.request("/v1/rollouts/" + id + ":stream", "viewer").build(), BodyHandlers.ofLines());
        var lines = events.body().filter(line -> line.startsWith("data: ")).iterator();

        assertThat(lines.next()).contains("\"state\":\"draft\"");
        var unused = move(id, "start");
        assertThat(lines.next()).contains("\"state\":\"running\"").contains("\"actor\":\"operator\"");
        events.body().close();
    }

    @Test
    void whatKafkaDidNotHearBeforeACrashItHearsAfterwards() throws Exception {
        String id = draft(ota.firmware("RO12", "1.0"), all());
        var unused = move(id, "start");
        Await.untilAsserted(SOON, () -> assertThat(ota.told("RO12").rollouts()).isNotEmpty());
        int before = ota.toldAll("RO12").size();

        ota.restart(() -> {
            try {
                // as a process leaves it that dies between its commit and Kafka, with the lease far away
                ota.registry.execute("UPDATE ota.models SET revision = revision + 1,"
                        + " published_at = now() + interval '1 hour' WHERE product = 'RO12'");
            } catch (SQLException failed) {
                throw new AssertionError(failed);
            }
        });

        Await.untilAsserted(SOON, () -> assertThat(ota.toldAll("RO12")).hasSizeGreaterThan(before));
        assertThat(told("RO12").id()).isEqualTo(id);
    }

    @Test
    void aKeyMayCallAsSoonAsItIsThere() throws Exception {
        assertThat(ota.send(ota.request("/v1/rollouts", "viewer").GET()).statusCode())
                .isEqualTo(200);

        ota.registry.key("fresh", ApiRole.VIEWER);

        assertThat(ota.send(ota.request("/v1/rollouts", "fresh").GET()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void listsInPages() throws Exception {
        String firmware = ota.firmware("RO13", "1.0");
        String first = draft(firmware, ramp(0, 1, 60));
        String second = draft(firmware, ramp(0, 1, 60));

        JsonObject page =
                new JsonObject(ota.get("/v1/rollouts?product=RO13&page_size=1").body());
        JsonObject next = new JsonObject(
                ota.get("/v1/rollouts?product=RO13&page_size=1&page_token=" + page.getString("next_page_token"))
                        .body());

        assertThat(Stream.of(page, next)
                        .map(each -> each.getJsonArray("items").getJsonObject(0).getString("rollout_id")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(next.getString("next_page_token")).isEmpty();
        assertThat(ota.get("/v1/rollouts?produkt=RO13").statusCode()).isEqualTo(400);
    }

    @Test
    void badFirmwareStopsItselfAndSaysWhy() throws Exception {
        String id = draft(
                ota.firmware("RO14", "2.0"),
                all().put("abort", new JsonObject().put("failure_rate", 0.25).put("min_sample", 4)));
        var unused = move(id, "start");
        for (int number = 1; number <= 4; number++) {
            ota.registry.device("RO14_" + number, "RO14", "1.0");
        }
        ota.event("RO14_1", "firmware-offered", new JsonObject().put("rollout_id", id));
        ota.event("RO14_9", "alarm", new JsonObject().put("code", 200));
        ota.event("RO14_1", "alarm", new JsonObject().put("code", 7));
        for (int number = 1; number <= 3; number++) {
            ota.cameUp("RO14_" + number, "RO14", "1.0", "2.0");
        }
        Await.untilAsserted(
                SOON, () -> assertThat(counts(id).getLong("succeeded")).isEqualTo(3));
        assertThat(counts(id).getLong("failed")).isZero();
        assertThat(counts(id).getLong("offered")).isEqualTo(1);

        ota.event("RO14_4", "alarm", new JsonObject().put("code", 200));

        Await.untilAsserted(
                SOON,
                () -> assertThat(ota.get("/v1/rollouts/" + id).body())
                        .contains("\"state\":\"aborted\"")
                        .contains("1 of 4 devices failed: more than the limit of 25.0 %"));
        Await.untilAsserted(SOON, () -> assertThat(told("RO14").state()).isInstanceOf(RolloutState.Aborted.class));
    }

    @Test
    void badFirmwareIsStoppedAlsoWhenWhoCountedDiedRightBehindTheCount(TestDatabase database) throws Exception {
        String id = draft(
                ota.firmware("RO15", "2.0"),
                all().put("abort", new JsonObject().put("failure_rate", 0.25).put("min_sample", 4)));
        var unused = move(id, "start");
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                var counted = connection.prepareStatement(
                        "UPDATE ota.rollouts SET succeeded = 3, failed = 1 WHERE rollout_id = ?")) {
            counted.setString(1, id);
            assertThat(counted.executeUpdate()).isEqualTo(1);
        }

        Await.untilAsserted(
                SOON,
                () -> assertThat(ota.get("/v1/rollouts/" + id).body())
                        .contains("\"state\":\"aborted\"")
                        .contains("1 of 4 devices failed"));
    }

    private JsonObject counts(String id) throws Exception {
        return new JsonObject(ota.get("/v1/rollouts/" + id).body()).getJsonObject("counts");
    }

    @Test
    void aRollbackThatInheritsTheSeedBringsTheSameDevicesFirst() throws Exception {
        String bad = draft(ota.firmware("RO16", "2.0"), ramp(0, 1, 3_600));
        ota.registry.execute("UPDATE ota.rollouts SET seed = 'r-0001' WHERE rollout_id = '" + bad + "'");
        String again = ota.firmware("RO16", "2.1");

        JsonObject plan = ramp(0, 1, 3_600).put("firmware_id", again).put("inherit_seed_from", bad);
        JsonObject rollback = new JsonObject(ota.post("/v1/rollouts", plan).body());

        String seed = rollback.getString("seed");
        assertThat(rollback.getString("inherit_seed_from")).isEqualTo(bad);
        assertThat(Buckets.of(seed, "SN00000001")).isEqualTo(9761);
        assertThat(Buckets.of(seed, "SN00000002")).isEqualTo(2419);
        assertThat(Buckets.of(seed, "sn00000001")).isEqualTo(3737);
        String elsewhere = draft(ota.firmware("RO17", "1.0"), ramp(0, 1, 3_600));
        assertRefused(again, ramp(0, 1, 60).put("inherit_seed_from", elsewhere), 422, "/inherit_seed_from");
        assertRefused(again, ramp(0, 1, 60).put("inherit_seed_from", "r-none"), 422, "/inherit_seed_from");
        assertRefused(again, ramp(0, 1, 60).put("inherit_seed_from", 7), 400, "/inherit_seed_from");
    }

    @Test
    void whoStartsARolloutBesideAnotherOneOfTheModelIsWarned() throws Exception {
        String first = draft(ota.firmware("RO18", "1.0"), ramp(0, 1, 3_600));
        assertThat(move(first, "start").getJsonArray("warnings")).isEmpty();
        String other = draft(ota.firmware("RO19", "1.0"), ramp(0, 1, 3_600));
        assertThat(move(other, "start").getJsonArray("warnings")).isEmpty();

        String second = draft(ota.firmware("RO18", "2.0"), ramp(0, 1, 3_600));
        assertThat(move(second, "start").getJsonArray("warnings"))
                .containsExactly("rollout " + first
                        + " of version 1.0 is running for the same model: each device takes the newest release it may"
                        + " have");
        assertThat(ota.get("/v1/rollouts/" + second).body()).doesNotContain("\"warnings\"");

        var unused = move(first, "abort");
        var unusedToo = move(second, "abort");
        String third = draft(ota.firmware("RO18", "3.0"), ramp(0, 1, 3_600));
        assertThat(move(third, "start").getJsonArray("warnings")).isEmpty();
    }

    @Test
    void aLargeLaterStepIsToldToItsAuthor() throws Exception {
        JsonObject plan = new JsonObject()
                .put("firmware_id", ota.firmware("RO20", "1.0"))
                .put(
                        "stages",
                        new JsonArray()
                                .add(new JsonObject().put("share", 0.05).put("hold_s", 60))
                                .add(new JsonObject().put("share", 1)));

        assertThat(ota.post("/v1/rollouts", plan).body()).contains("a later step releases 95 % of the fleet at once");
    }
}
