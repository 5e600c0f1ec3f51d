package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call, and who changed what. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeyIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws Exception {
        registry = RunningRegistry.start(kafka, database, "keys.");
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    @Tag("R150")
    void aNewKeyIsShownOnceAndCallsAsItsRoleAllows() throws Exception {
        JsonObject created = create("reader", "viewer", null);
        String key = created.getString("key");
        String path = "/v1/api-keys/" + created.getString("key_id");

        assertThat(key).startsWith("dk_").hasSizeGreaterThan(40);
        assertThat(status("GET", "/v1/products", key)).isEqualTo(200);
        assertThat(status("GET", path, key)).isEqualTo(403);
        assertThat(status("GET", "/v1/api-keys", key)).isEqualTo(403);
        assertThat(status("GET", "/v1/audit", key)).isEqualTo(403);
        assertThat(status("DELETE", path, key)).isEqualTo(403);
        String shown = registry.get(path).body();
        assertThat(shown).doesNotContain(key);
        assertThat(new JsonObject(shown).getString("role")).isEqualTo("viewer");
        assertThat(registry.get("/v1/api-keys").body()).contains("reader").doesNotContain(key);
        assertThat(registry.get("/v1/audit").body()).contains("createApiKey").doesNotContain(key);
    }

    @Test
    @Tag("R150")
    void aDeletedKeyDoesNotCallAnyMore() throws Exception {
        JsonObject created = create("leaver", "operator", null);
        String path = "/v1/api-keys/" + created.getString("key_id");
        assertThat(status("GET", "/v1/products", created.getString("key"))).isEqualTo(200);

        assertThat(status("DELETE", path, RunningRegistry.ADMIN_KEY)).isEqualTo(204);

        assertThat(status("GET", "/v1/products", created.getString("key"))).isEqualTo(401);
        assertThat(status("GET", path, RunningRegistry.ADMIN_KEY)).isEqualTo(404);
        assertThat(status("DELETE", path, RunningRegistry.ADMIN_KEY)).isEqualTo(404);
    }

    @Test
    @Tag("R150")
    void anExpiredKeyDoesNotCallAnyMore() throws Exception {
        Instant end = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
        String key = create("guest", "viewer", end).getString("key");
        assertThat(status("GET", "/v1/products", key)).isEqualTo(200);
        Await.until(LIMIT, "the key's end", () -> status("GET", "/v1/products", key) == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    @Tag("R150")
    void theLastAdministratorStays() throws Exception {
        assertThat(status("DELETE", "/v1/api-keys/bootstrap", RunningRegistry.ADMIN_KEY))
                .isEqualTo(409);
        JsonObject second = create("second", "admin", null);
        String secondPath = "/v1/api-keys/" + second.getString("key_id");
        assertThat(status("DELETE", secondPath, second.getString("key"))).isEqualTo(204);
        assertThat(status("DELETE", "/v1/api-keys/bootstrap", RunningRegistry.ADMIN_KEY))
                .isEqualTo(409);
        JsonObject passing = create("passing", "admin", Instant.now().plusSeconds(3_600));
        assertThat(status("DELETE", "/v1/api-keys/bootstrap", RunningRegistry.ADMIN_KEY))
                .as("beside a key that ends")
                .isEqualTo(409);
        assertThat(status("DELETE", "/v1/api-keys/" + passing.getString("key_id"), RunningRegistry.ADMIN_KEY))
                .isEqualTo(204);
    }

    @Test
    void tellsWhenAKeyWasUsedLast() throws Exception {
        JsonObject created = create("used", "viewer", null);
        String path = "/v1/api-keys/" + created.getString("key_id");
        assertThat(new JsonObject(registry.get(path).body()).getValue("used_at"))
                .isNull();
        assertThat(status("GET", "/v1/products", created.getString("key"))).isEqualTo(200);
        Await.until(
                LIMIT,
                "the note of its use",
                () -> new JsonObject(registry.get(path).body()).getValue("used_at") != null);
    }

    @ParameterizedTest
    @Tag("R150")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\":\"viewer\"}                                                         | /name",
                "{\"name\":\"x\"}                                                              | /role",
                "{\"name\":\"x\",\"role\":\"root\"}                                            | /role",
                "{\"name\":\" \",\"role\":\"viewer\"}                                          | /name",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expires_at\":\"2020-01-01T00:00:00Z\"}  | /expires_at",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expires_at\":\"tomorrow\"}              | /expires_at",
                "{\"name\":\"x\",\"role\":\"viewer\",\"key\":\"mine\"}                         | /key",
            })
    void refusesABadRequest(String body, String pointer) throws Exception {
        HttpResponse<String> refused = registry.post("/v1/api-keys", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(refused.body()).getString("pointer")).isEqualTo(pointer);
    }

    @Test
    @Tag("R150")
    void tellsWhoChangedWhatTheNewestFirst() throws Exception {
        Instant start = Instant.now().minusSeconds(1);
        JsonObject operator = create("changer", "operator", null);
        String actor = "key:" + operator.getString("key_id");
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> created = registry.call(
                    "POST",
                    "/v1/products",
                    "{\"model\":\"AUDIT-" + i + "\",\"type\":\"KQ\"}",
                    operator.getString("key"));
            assertThat(created.statusCode()).isEqualTo(201);
            String secret = new JsonObject(created.body()).getString("product_key");
            assertThat(registry.get("/v1/audit?target=product:AUDIT-" + i).body())
                    .doesNotContain(secret);
        }
        assertThat(registry.call(
                                "PATCH", "/v1/products/AUDIT-1", "{\"status\":\"disabled\"}", operator.getString("key"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(audited("actor=" + actor))
                .containsExactly(
                        "updateProduct product:AUDIT-1",
                        "createProduct product:AUDIT-2",
                        "createProduct product:AUDIT-1",
                        "createProduct product:AUDIT-0");
        assertThat(audited("target=product:AUDIT-1"))
                .containsExactly("updateProduct product:AUDIT-1", "createProduct product:AUDIT-1");
        assertThat(audited("since=" + start)).contains("createApiKey key:" + operator.getString("key_id"));
        assertThat(audited("since=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(registry.get("/v1/audit?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(registry.get("/v1/audit?page_token=YWJj").statusCode()).isEqualTo(400);
    }

    private List<String> audited(String query) throws Exception {
        List<String> lines = new ArrayList<>();
        String token = "";
        do {
            JsonObject page = new JsonObject(registry.get("/v1/audit?page_size=2&page_token=" + token + "&" + query)
                    .body());
            JsonArray items = page.getJsonArray("items");
            for (int i = 0; i < items.size(); i++) {
                JsonObject line = items.getJsonObject(i);
                lines.add(line.getString("action") + " " + line.getString("target"));
            }
            token = page.getString("next_page_token");
        } while (!token.isEmpty());
        return lines;
    }

    private JsonObject create(String name, String role, @Nullable Instant expiresAt) throws Exception {
        JsonObject body = new JsonObject().put("name", name).put("role", role);
        if (expiresAt != null) {
            body.put("expires_at", expiresAt.toString());
        }
        HttpResponse<String> created = registry.post("/v1/api-keys", body.encode());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return new JsonObject(created.body());
    }

    private int status(String method, String path, String key) throws Exception {
        return registry.call(method, path, null, key).statusCode();
    }
}
