package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryservice.api.RestConfig;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitIT {
    private static final int BURST = 4;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningRegistry registry;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws Exception {
        RestConfig rest = new RestConfig(
                "127.0.0.1",
                0,
                null,
                null,
                1,
                BURST,
                1,
                BURST,
                1 << 20,
                RestConfig.defaults().qrBase());
        registry = RunningRegistry.start(RunningRegistry.with(
                rest, RunningRegistry.config(kafka, database, "limit.", RunningRegistry.ADMIN_KEY)));
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void whoeverHasNoValidKeyCallsAsOftenAsAllowedPerAddressAndKeysAreNotTouched() throws Exception {
        HttpResponse<String> refused = untilRefused("/openapi.json", null);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(new JsonObject(refused.body()).getString("type")).endsWith(":too-often");
        assertThat(counted("address")).isPositive();

        // guessing keys is no way around it, and a valid key is
        assertThat(untilRefused("/v1/products", "a guess").statusCode()).isEqualTo(429);
        assertThat(registry.get("/v1/products").statusCode()).isEqualTo(200);

        Await.until(
                Duration.ofSeconds(20),
                "the address to call again",
                () -> registry.call("GET", "/openapi.json", null, null).statusCode() == 200);
    }

    @Test
    void aKeyCallsAsOftenAsAllowed() throws Exception {
        String key = new JsonObject(registry.post("/v1/api-keys", "{\"name\":\"busy\",\"role\":\"viewer\"}")
                        .body())
                .getString("key");
        assertThat(untilRefused("/v1/devices", key).statusCode()).isEqualTo(429);
        assertThat(counted("key")).isPositive();
        Await.until(
                Duration.ofSeconds(20),
                "the key to call again",
                () -> registry.call("GET", "/v1/devices", null, key).statusCode() == 200);
    }

    private HttpResponse<String> untilRefused(String path, @Nullable String key) throws Exception {
        HttpResponse<String> answer = registry.call("GET", path, null, key);
        for (int i = 0; i < 1000 && answer.statusCode() != 429; i++) {
            answer = registry.call("GET", path, null, key);
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        return answer;
    }

    private double counted(String by) {
        return registry.meters
                .get("deligate.registry.limited")
                .tag("by", by)
                .counter()
                .count();
    }
}
