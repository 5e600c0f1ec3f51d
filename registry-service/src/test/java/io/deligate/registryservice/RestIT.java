package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT {
    private static final String VIEWER_KEY = "(the viewer's)";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private String viewerKey;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestKafka kafka;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestDatabase database;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        kafka = broker;
        database = fresh;
        registry = RunningRegistry.start(kafka, database, "rest.");
        viewerKey = new JsonObject(registry.post("/v1/api-keys", "{\"name\":\"viewer\",\"role\":\"viewer\"}")
                        .body())
                .getString("key");
    }

    @AfterAll
    void stopAfterNoCallWasAnsweredInAWayTheContractDoesNotName() throws Exception {
        JsonObject paths = new JsonObject(registry.get("/openapi.json").body()).getJsonObject("paths");
        Set<String> named = new TreeSet<>();
        paths.forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
            JsonObject call = (JsonObject) method.getValue();
            call.getJsonObject("responses")
                    .fieldNames()
                    .forEach(status -> named.add(call.getString("operationId") + " " + status));
        }));
        Set<String> seen = new TreeSet<>();
        registry.meters.get("deligate.registry.calls").counters().stream()
                .map(counter -> counter.getId())
                .filter(id -> !"unknown".equals(id.getTag("call")))
                .forEach(id -> seen.add(id.getTag("call") + " " + id.getTag("status")));
        registry.close();
        assertThat(named).containsAll(seen);
        assertThat(seen).contains("createProduct 201", "createProduct 403", "createProduct 409", "getDevice 404");
    }

    @Test
    @Tag("R150")
    void showsTheProductKeyOnlyWhenTheProductIsCreated() throws Exception {
        HttpResponse<String> created = registry.post("/v1/products", """
                {"model":"SHOWN-1","type":"KQ","name":"Gate","auth":"product-key","self_unbind":true,
                 "actions":[200,205]}""");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("/v1/products/SHOWN-1");
        JsonObject product = new JsonObject(created.body());
        String key = product.getString("product_key");
        assertThat(key).matches("[0-9a-f]{32}");
        HttpResponse<String> read = registry.get("/v1/products/SHOWN-1");
        assertThat(read.body()).doesNotContain(key).doesNotContain("product_key");
        product.remove("product_key");
        assertThat(new JsonObject(read.body())).isEqualTo(product);
        assertThat(product.getString("name")).isEqualTo("Gate");
        assertThat(product.getBoolean("self_unbind")).isTrue();
        assertThat(product.getString("status")).isEqualTo("enabled");
        assertThat(product.getJsonArray("actions")).isEqualTo(JsonArray.of(200, 205));
        assertThat(registry.get("/v1/products").body()).doesNotContain(key);
    }

    /** Over a bare socket: no HTTP client sends such calls. */
    @ParameterizedTest
    @CsvSource({
        "GET /v1/products/%zz HTTP/1.1, HTTP/1.1 400, well-formed path",
        "GET /LONG HTTP/1.1, HTTP/1.0 414, request line: too long",
        "GET, HTTP/1.0 400, request: malformed"
    })
    void whatIsNoCallIsAProblemToo(String line, String status, String detail) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line.replace("LONG", "x".repeat(5_000)) + "\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith(status)
                    .contains("application/problem+json")
                    .contains(detail);
        }
    }

    @Test
    void aModelIsRegisteredOnce() throws Exception {
        String key = registry.createProduct("ONCE");
        HttpResponse<String> again = registry.post("/v1/products", "{\"model\":\"ONCE\",\"type\":\"KQ\"}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).doesNotContain(key);
        assertProblem(again);
    }

    @Test
    void listsInPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            var unused = registry.createProduct("PAGED-" + i);
        }
        Set<String> seen = new TreeSet<>();
        String token = "";
        do {
            JsonObject page = new JsonObject(
                    registry.get("/v1/products?page_size=2&page_token=" + token).body());
            assertThat(page.getJsonArray("items").size()).isLessThanOrEqualTo(2);
            page.getJsonArray("items").forEach(item -> {
                boolean isNew = seen.add(((JsonObject) item).getString("model"));
                assertThat(isNew).isTrue();
            });
            token = page.getString("next_page_token");
        } while (!token.isEmpty());
        assertThat(seen).contains("PAGED-0", "PAGED-1", "PAGED-2", "PAGED-3", "PAGED-4");
    }

    @ParameterizedTest
    @Tag("R150")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json                                  | ``",
                "[]                                        | ``",
                "{} x                                      | ``",
                "{}                                        | /model",
                "{\"model\":5,\"type\":\"KQ\"}             | /model",
                "{\"model\":\"lower\",\"type\":\"KQ\"}     | /model",
                "{\"model\":\"A_B\",\"type\":\"KQ\"}       | /model",
                "{\"model\":null,\"type\":\"KQ\"}          | /model",
                "{\"model\":\"BAD\"}                       | /type",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"name\":\"\"} | /name",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"name\":\"a\\u0000b\"} | /name",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"auth\":\"none\"} | /auth",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"self_unbind\":\"yes\"} | /self_unbind",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"actions\":200} | /actions",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"actions\":[\"200\"]} | /actions/0",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"actions\":[200,200]} | /actions/1",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"actions\":[99]} | /actions/0",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"a/b\":1} | /a~1b",
                "{\"model\":\"BAD\",\"model\":\"BAD\",\"type\":\"KQ\"} | /model",
                "{\"model\":\"BAD\",\"type\":\"KQ\",\"name\":\"a\\ud800\"} | ``",
            })
    void saysWhichFieldIsBadAndWhatWasExpected(String body, String pointer) throws Exception {
        HttpResponse<String> refused = registry.post("/v1/products", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonObject problem = assertProblem(refused);
        assertThat(problem.getString("pointer")).isEqualTo(pointer);
        assertThat(problem.getString("detail")).contains("(expected: ");
        assertThat(registry.get("/v1/products/BAD").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/products?page_size=0          | page_size",
                "/v1/products?page_size=501        | page_size",
                "/v1/products?page_size=x          | page_size",
                "/v1/products?page_token=%2A       | page_token",
                "/v1/products?pagesize=5           | pagesize",
                "/v1/devices?online=1              | online",
                "/v1/devices?status=asleep         | status",
                "/v1/devices?product=lower         | product",
                "/v1/devices?group_id=x            | group_id",
                "/v1/devices?q=                    | q",
                "/v1/devices?online=true&online=true | online",
            })
    void saysWhichParameterIsBad(String path, String parameter) throws Exception {
        HttpResponse<String> refused = registry.get(path);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(assertProblem(refused).getString("parameter")).isEqualTo(parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/products/NONE, 404",
        "GET, /v1/products/lower, 404",
        "GET, /v1/devices/NONE, 404",
        "GET, /v1/devices/%20, 404",
        "GET, /v1/nothing, 404",
        "GET, /, 404",
        "DELETE, /v1/products, 405",
        "PUT, /v1/devices, 405",
        "PUT, /v1/devices/X, 405",
        "POST, /access_list, 405",
        "GET, /access_list/, 404",
        "GET, /access_list/more, 404",
    })
    void refusesWhatDoesNotExist(String method, String path, int status) throws Exception {
        HttpResponse<String> refused = registry.call(method, path, null, RunningRegistry.ADMIN_KEY);
        assertThat(refused.statusCode()).isEqualTo(status);
        var unused = assertProblem(refused);
        assertThat(refused.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @Tag("R150")
    @CsvSource(
            nullValues = "none",
            value = {
                "GET, /v1/products, none, 401",
                "GET, /v1/products/X, none, 401",
                "GET, /v1/devices, none, 401",
                "GET, /v1/devices/X, none, 401",
                "POST, /v1/products, none, 401",
                "GET, /v1/products, wrong key, 401",
                "POST, /v1/products, wrong key, 401",
                "GET, /v1/products, " + VIEWER_KEY + ", 200",
                "GET, /v1/devices, " + VIEWER_KEY + ", 200",
                "POST, /v1/products, " + VIEWER_KEY + ", 403",
                "GET, /openapi.json, none, 200",
                "GET, /docs, none, 200",
            })
    void servesWhoMay(String method, String path, @Nullable String key, int status) throws Exception {
        String body = method.equals("POST") ? "{\"model\":\"DENIED\",\"type\":\"KQ\"}" : null;
        HttpResponse<String> answer = registry.call(method, path, body, VIEWER_KEY.equals(key) ? viewerKey : key);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(registry.get("/v1/products/DENIED").statusCode()).isEqualTo(404);
        if (status == 401) {
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).doesNotContain("wrong key");
        }
    }

    @Test
    void refusesABodyThatIsTooLong() throws Exception {
        HttpResponse<String> refused = registry.post("/v1/products", " ".repeat(70_000));
        assertThat(refused.statusCode()).isEqualTo(413);
        var unused = assertProblem(refused);
    }

    @Test
    @Tag("R150")
    void changesWhatIsGivenOfAProductAndNothingForWhomHasNotSeenIt() throws Exception {
        var key = registry.createProduct("CHANGED");
        HttpResponse<String> before = registry.get("/v1/products/CHANGED");
        String tag = before.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> changed = registry.send(registry.request("/v1/products/CHANGED", RunningRegistry.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"name\":\"Gate\",\"status\":\"disabled\"}")));

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
        JsonObject expected = new JsonObject(before.body()).put("name", "Gate").put("status", "disabled");
        JsonObject product = new JsonObject(changed.body());
        assertThat(product.copy().put("updated_at", "")).isEqualTo(expected.put("updated_at", ""));
        HttpResponse<String> after = registry.get("/v1/products/CHANGED");
        assertThat(new JsonObject(after.body())).isEqualTo(product);
        assertThat(after.body()).doesNotContain(key);

        HttpResponse<String> late = registry.send(registry.request("/v1/products/CHANGED", RunningRegistry.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"name\":\"Late\"}")));
        assertThat(late.statusCode()).isEqualTo(412);
        var unused = assertProblem(late);
        assertThat(new JsonObject(registry.get("/v1/products/CHANGED").body())).isEqualTo(product);

        HttpResponse<String> same =
                registry.call("PATCH", "/v1/products/CHANGED", "{\"name\":\"Gate\"}", RunningRegistry.ADMIN_KEY);
        assertThat(same.headers().firstValue("ETag")).isEqualTo(after.headers().firstValue("ETag"));
        for (String bad : List.of("{}", "{\"model\":\"X\"}", "{\"name\":null}", "{\"status\":\"asleep\"}")) {
            assertThat(registry.call("PATCH", "/v1/products/CHANGED", bad, RunningRegistry.ADMIN_KEY)
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(registry.call("PATCH", "/v1/products/NONE", "{\"name\":\"x\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(404);
        assertThat(registry.call("PATCH", "/v1/products/CHANGED", "{\"name\":\"x\"}", viewerKey)
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @Tag("R150")
    @CsvSource({
        "text/plain, 415",
        "application/json5, 415",
        "application/jsonx; charset=utf-8, 415",
        "application/x-www-form-urlencoded, 415",
        "application/json; charset=utf-8, 400",
        "application/json; charset=\"UTF-8\", 400",
        "application/json; charset=ISO-8859-1, 415",
        "APPLICATION/JSON, 400",
    })
    void takesTheContractsMediaTypeOnly(String type, int status) throws Exception {
        HttpResponse<String> answer = registry.send(registry.request("/v1/products", RunningRegistry.ADMIN_KEY)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(status);
        var unused = assertProblem(answer);
    }

    @Test
    void thePageForPeopleNeedsNoOtherHost() throws Exception {
        HttpResponse<String> docs = registry.call("GET", "/docs", null, null);
        assertThat(docs.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; connect-src 'self'");
        assertThat(docs.body()).contains("fetch('/openapi.json')").doesNotContain("//cdn", "http://", "https://");
    }

    @Test
    void aChangedAdminKeyReplacesTheOneBefore() throws Exception {
        try (RunningRegistry other =
                RunningRegistry.start(RunningRegistry.config(kafka, database, "rest.", "another key"))) {
            assertThat(other.call("GET", "/v1/products", null, "another key").statusCode())
                    .isEqualTo(200);
            Await.untilAsserted(
                    Duration.ofSeconds(5),
                    () -> assertThat(registry.get("/v1/products").statusCode()).isEqualTo(401));
        } finally {
            RunningRegistry.start(kafka, database, "rest.").close();
        }
        Await.untilAsserted(
                Duration.ofSeconds(5),
                () -> assertThat(registry.get("/v1/products").statusCode()).isEqualTo(200));
    }

    @Test
    void doesNotStartOnADatabaseThatWasMadeWithAnotherSecretKey() {
        RegistryConfig usual = RunningRegistry.config(kafka, database, "rest.", "key");
        RegistryConfig other = new RegistryConfig(
                usual.registry(),
                usual.postgres(),
                usual.alarms(),
                usual.commands(),
                usual.ftp(),
                usual.kafka(),
                usual.topicPrefix(),
                "",
                0,
                new Secret("not the secret key of before"),
                null,
                usual.management(),
                usual.runtime());
        assertThatThrownBy(() -> RunningRegistry.start(other).close())
                .hasCauseInstanceOf(StartFailure.class)
                .hasMessageContaining("DELIGATE_SECRET_KEY");
    }

    private static JsonObject assertProblem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.fieldNames()).contains("type", "title", "status", "detail");
        assertThat(problem.getInteger("status")).isEqualTo(answer.statusCode());
        return problem;
    }
}
