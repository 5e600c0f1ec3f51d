package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.api.RestConfig;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportIT {
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private static final int LONGEST = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestKafka kafka;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestDatabase database;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        database = fresh;
        registry = RunningRegistry.start(config());
        assertThat(registry.createProduct("KEY1")).isNotEmpty();
        assertThat(registry.post("/v1/products", "{\"model\":\"PRE1\",\"type\":\"KQ\",\"auth\":\"pre-registered\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private RegistryConfig config() {
        RestConfig usual = RestConfig.defaults();
        RestConfig rest = new RestConfig(
                "127.0.0.1",
                0,
                null,
                null,
                usual.rate(),
                usual.burst(),
                usual.addressRate(),
                usual.addressBurst(),
                LONGEST);
        return RunningRegistry.with(
                rest, RunningRegistry.config(kafka, database, "import.", RunningRegistry.ADMIN_KEY));
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private HttpResponse<String> send(String path, String type, byte[] file) throws Exception {
        return registry.send(registry.request(path, RunningRegistry.ADMIN_KEY)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(file)));
    }

    private String begin(String path, String type, byte[] file) throws Exception {
        HttpResponse<String> begun = send(path, type, file);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String id = new JsonObject(begun.body()).getString("job_id");
        assertThat(begun.headers().firstValue("Location")).contains("/v1/jobs/" + id);
        return id;
    }

    private JsonObject job(String id) throws Exception {
        return new JsonObject(registry.get("/v1/jobs/" + id + "?page_size=500").body());
    }

    private JsonObject ended(String id) {
        return Await.untilPresent(
                LONG,
                "the job's end",
                () -> Optional.of(job(id)).filter(job -> !job.getString("state").equals("running")));
    }

    private JsonObject imported(String file) throws Exception {
        return ended(begin("/v1/devices:import", CSV, file.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> outcomes(JsonObject job) {
        return job.getJsonArray("results").stream()
                .map(each -> (JsonObject) each)
                .map(each -> each.getLong("line") + " " + each.getString("device_id") + " " + each.getString("outcome"))
                .toList();
    }

    private static String detail(JsonObject job, int line) {
        return job.getJsonArray("results").stream()
                .map(each -> (JsonObject) each)
                .filter(each -> each.getInteger("line") == line)
                .map(each -> each.getString("detail"))
                .findFirst()
                .orElseThrow();
    }

    private boolean opens(String id, String username, String password) throws Exception {
        RegistryView view = new RegistryView(registry.vertx, registry.member, ViewLimits.defaults());
        try {
            return result(view.device(new DeviceId(id))).orElseThrow().credentials().stream()
                    .anyMatch(pair -> pair.matches(username, password) && pair.isValidAt(Instant.now()));
        } finally {
            view.close();
        }
    }

    private @Nullable String sql(String query) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Test
    void goodRowsAreKeptAndBadOnesReportedWithTheirLine() throws Exception {
        String file = """
                device_id,product,username,password,name
                mix-1,KEY1,,,Gate
                mix 2,KEY1,,,
                mix-3,NOSUCH,,,

                mix-4,KEY1,account,pass-4,"two
                lines"
                mix-5,KEY1,account,pass-5,
                mix-1,KEY1,,,
                mix-6,KEY1,account,,
                mix-7,KEY1
                """;
        JsonObject job = imported(file);
        assertThat(job.fieldNames()).containsExactlyInAnyOrder("job_id", "state", "total", "done", "failed", "results");
        assertThat(job.getString("state")).isEqualTo("completed_with_errors");
        assertThat(job.getInteger("total")).isEqualTo(8);
        assertThat(job.getInteger("done")).isEqualTo(8);
        assertThat(job.getInteger("failed")).isEqualTo(6);
        assertThat(outcomes(job))
                .containsExactly(
                        "3 mix 2 invalid",
                        "4 mix-3 invalid",
                        "6 mix-4 invalid",
                        "9 mix-1 duplicate",
                        "10 mix-6 invalid",
                        "11 mix-7 invalid",
                        "2 mix-1 registered",
                        "8 mix-5 registered");
        assertThat(detail(job, 3)).startsWith("device_id: ").contains("(expected: ");
        assertThat(detail(job, 9)).contains("line 2");
        assertThat(detail(job, 11)).isEqualTo("2 cells (expected: 5, as in the header)");
        assertThat(registry.device("mix-1").getString("name")).isEqualTo("Gate");
        assertThat(opens("mix-5", "account", "pass-5")).isTrue();
        assertThat(result(new RegistryView(registry.vertx, registry.member, ViewLimits.defaults())
                                .device(new DeviceId("mix-1")))
                        .orElseThrow()
                        .ownCredentials())
                .isFalse();
        assertThat(registry.get("/v1/devices/mix-4").statusCode()).isEqualTo(404);
    }

    @Test
    void theSameFileAgainChangesNothingAndAnotherOneIsAConflict() throws Exception {
        String first = "device_id;product;password;name\nagain-1;KEY1;pass-1;Gate\nagain-2;KEY1;;\n0003;PRE1;p;\n";
        assertThat(imported(first).getString("state")).isEqualTo("completed");
        JsonObject second = imported(first);
        assertThat(second.getString("state")).isEqualTo("completed");
        assertThat(outcomes(second)).containsExactly("2 again-1 unchanged", "3 again-2 unchanged", "4 0003 unchanged");

        JsonObject other = imported(
                "device_id\tproduct\tpassword\tname\nagain-1\tKEY1\tpass-2\t\nagain-2\tPRE1\t\t\nagain-2\tKEY1\t\t\n0003\tPRE1\tp\tOther\n");
        assertThat(outcomes(other))
                .containsExactly("2 again-1 conflict", "3 again-2 conflict", "4 again-2 duplicate", "5 0003 unchanged");
        assertThat(detail(other, 5)).contains("name");
        assertThat(opens("again-1", "again-1", "pass-1")).isTrue();
        assertThat(registry.device("again-2").getString("product")).isEqualTo("KEY1");
    }

    @Test
    @Tag("R148")
    void madeUpPasswordsAreHandedOutOnce() throws Exception {
        JsonObject job = imported("device_id,product,username,password\nmade-1,PRE1,,\nmade-2,PRE1,user-2,\n");
        assertThat(job.getString("state")).isEqualTo("completed");
        String take = "/v1/jobs/" + job.getString("job_id") + "/credentials:take";

        HttpResponse<String> taken = registry.call("POST", take, null, RunningRegistry.ADMIN_KEY);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(taken.headers().firstValue("Content-Type").orElse("")).startsWith(NDJSON);
        List<JsonObject> pairs = taken.body().lines().map(JsonObject::new).toList();
        assertThat(pairs).hasSize(2);
        assertThat(pairs.get(1).getString("device_id")).isEqualTo("made-2");
        assertThat(opens("made-1", "made-1", pairs.get(0).getString("password")))
                .isTrue();
        assertThat(opens("made-2", "user-2", pairs.get(1).getString("password")))
                .isTrue();
        assertThat(job.encode()).doesNotContain(pairs.get(0).getString("password"));
        assertThat(registry.call("POST", take, null, RunningRegistry.ADMIN_KEY).statusCode())
                .isEqualTo(410);
        assertThat(sql("SELECT count(*) FROM registry.job_credentials")).isEqualTo("0");
        assertThat(sql("SELECT count(*) FROM registry.job_chunks c JOIN registry.jobs j USING (job_id)"
                        + " WHERE j.kind = 'import' AND j.state <> 'running'"))
                .isEqualTo("0");
    }

    @Test
    void aDryRunSaysWhatWouldHappen() throws Exception {
        String file = "device_id,product\ndry-1,KEY1\ndry-1,KEY1\ndry-2,NOSUCH\n";
        JsonObject job = ended(begin("/v1/devices:import?dry_run=true", CSV, file.getBytes(StandardCharsets.UTF_8)));
        assertThat(job.getString("state")).isEqualTo("completed_with_errors");
        assertThat(outcomes(job)).containsExactly("3 dry-1 duplicate", "4 dry-2 invalid", "2 dry-1 registered");
        assertThat(detail(job, 2)).contains("nothing was changed");
        assertThat(registry.get("/v1/devices/dry-1").statusCode()).isEqualTo(404);
    }

    @Test
    void aFileInAnotherEncodingChangesNothing() throws Exception {
        byte[] file =
                "device_id,product,name\nenc-1,KEY1,Gate\nenc-2,KEY1,\u95e8\u7981\n".getBytes(Charset.forName("GBK"));
        JsonObject job = ended(begin("/v1/devices:import", CSV, file));
        assertThat(job.getString("state")).isEqualTo("failed");
        assertThat(outcomes(job)).containsExactly("3  invalid");
        assertThat(detail(job, 3)).contains("UTF-8");
        assertThat(registry.get("/v1/devices/enc-1").statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownColumnFailsTheJobWithItsName() throws Exception {
        JsonObject job = imported("device_id,product,colour\ncol-1,KEY1,red\n");
        assertThat(job.getString("state")).isEqualTo("failed");
        assertThat(detail(job, 1)).contains("colour").contains("(expected: ");
    }

    @Test
    void ndjsonIsReadLineByLine() throws Exception {
        String file = """
                {"device_id":"nd-1","product":"KEY1","password":"p"}
                {"device_id":"nd-2"
                {"device_id":"nd-\\u0000","product":"KEY1"}
                {"device_id":"nd-3","product":"KEY1","name":"门禁"}
                """;
        JsonObject job =
                ended(begin("/v1/devices:import", NDJSON + "; charset=utf-8", file.getBytes(StandardCharsets.UTF_8)));
        assertThat(outcomes(job)).containsExactly("2  invalid", "3  invalid", "1 nd-1 registered", "4 nd-3 registered");
        assertThat(registry.device("nd-3").getString("name")).isEqualTo("门禁");
    }

    @Test
    void whatIsTooLongOrOfAnotherKindIsRefusedBeforeItIsAJob() throws Exception {
        String before = sql("SELECT count(*) FROM registry.jobs");
        byte[] tooLong = "x".repeat(LONGEST + 1).getBytes(StandardCharsets.US_ASCII);
        assertThat(send("/v1/devices:import", CSV, tooLong).statusCode()).isEqualTo(413);
        HttpResponse<String> unannounced =
                registry.send(registry.request("/v1/devices:import", RunningRegistry.ADMIN_KEY)
                        .header("Content-Type", CSV)
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(tooLong))));
        assertThat(unannounced.statusCode()).isEqualTo(413);
        assertThat(send("/v1/devices:import", "application/json", new byte[] {'x'})
                        .statusCode())
                .isEqualTo(415);
        assertThat(send("/v1/devices:import?dryrun=true", CSV, new byte[] {'x'}).statusCode())
                .isEqualTo(400);
        Await.until(LONG, "no new job", () -> Objects.equals(sql("SELECT count(*) FROM registry.jobs"), before));
    }

    @Test
    void anExportedFileIsImportedAsItIsAndHoldsNoFormula() throws Exception {
        assertThat(imported("device_id,product,name,password\nround-1,KEY1,=HYPERLINK(1),p\nround-2,PRE1,\"a, b\",p\n")
                        .getString("state"))
                .isEqualTo("completed");
        for (String format : List.of("csv", "ndjson")) {
            HttpResponse<String> begun =
                    registry.post("/v1/devices:export", "{\"format\":\"" + format + "\",\"q\":\"round-\"}");
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            String id = new JsonObject(begun.body()).getString("job_id");
            JsonObject job = ended(id);
            assertThat(job.getString("state")).isEqualTo("completed");
            assertThat(job.getInteger("total")).isEqualTo(2);
            assertThat(job.getInteger("done")).isEqualTo(2);

            HttpResponse<String> file = registry.get("/v1/jobs/" + id + "/file");

            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                    .endsWith("." + format + "\"");
            assertThat(file.body().lines().count()).isEqualTo(format.equals("csv") ? 3 : 2);
            if (format.equals("csv")) {
                assertThat(file.body())
                        .startsWith("device_id,product,name,status,group_id,product_version,online,last_access\r\n")
                        .contains("round-1,KEY1,'=HYPERLINK(1),normal,,,false,0\r\n")
                        .contains("\"a, b\"");
            }
            JsonObject again = ended(begin(
                    "/v1/devices:import",
                    format.equals("csv") ? CSV : NDJSON,
                    file.body().getBytes(StandardCharsets.UTF_8)));
            assertThat(again.getString("state")).isEqualTo("completed");
            assertThat(outcomes(again))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).endsWith("unchanged"));
        }
    }

    @Test
    void aJobOfADeadProcessIsTakenOverBehindItsLastCommit() throws Exception {
        String file = IntStream.range(0, 20_000)
                .mapToObj(i -> "over-" + i + ",KEY1\n")
                .collect(Collectors.joining("", "device_id,product\n", ""));
        RunningRegistry first = RunningRegistry.start(config());
        String id = begin("/v1/devices:import", CSV, file.getBytes(StandardCharsets.UTF_8));
        first.close();
        Await.until(LONG, "progress", () -> job(id).getInteger("done") > 0);
        // As if its owner had died just now: nobody speaks for the job any more.
        int taken = update(
                "UPDATE registry.jobs SET owner = 'dead', heartbeat = now() - interval '1 minute' WHERE job_id = '" + id
                        + "' AND state = 'running'");

        JsonObject job = ended(id);

        assertThat(taken).isLessThanOrEqualTo(1);
        assertThat(job.getString("state")).isEqualTo("completed");
        assertThat(job.getInteger("total")).isEqualTo(20_000);
        assertThat(job.getInteger("done")).isEqualTo(20_000);
        assertThat(sql("SELECT count(*) FROM registry.devices WHERE device_id LIKE 'over-%'"))
                .isEqualTo("20000");
        assertThat(sql("SELECT count(*) FROM registry.job_results WHERE outcome = 'registered' AND job_id = '" + id
                        + "'"))
                .isEqualTo("20000");
    }

    private int update(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement change = connection.createStatement()) {
            return change.executeUpdate(statement);
        }
    }

    @Test
    void jobsAreListedNewestFirstAndUnknownOnesAreNotFound() throws Exception {
        String older = imported("device_id,product\nlist-1,KEY1\n").getString("job_id");
        String newer = imported("device_id,product\nlist-2,KEY1\n").getString("job_id");
        JsonObject page = new JsonObject(registry.get("/v1/jobs?page_size=1").body());
        assertThat(page.getJsonArray("items").getJsonObject(0).getString("job_id"))
                .isEqualTo(newer);
        JsonObject next =
                new JsonObject(registry.get("/v1/jobs?page_size=1&page_token=" + page.getString("next_page_token"))
                        .body());
        assertThat(next.getJsonArray("items").getJsonObject(0).getString("job_id"))
                .isEqualTo(older);
        assertThat(registry.get("/v1/jobs/nosuch").statusCode()).isEqualTo(404);
        assertThat(registry.get("/v1/jobs/" + older + "/file").statusCode()).isEqualTo(404);
        assertThat(new JsonObject(registry.get("/v1/jobs/" + older + "/results").body()).getJsonArray("items"))
                .hasSize(1);
    }
}
