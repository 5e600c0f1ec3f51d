package io.deligate.servicekit.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.process.RunningPlatform;
import io.deligate.servicekit.process.RuntimeConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementServerIT {
    private final HttpClient client = HttpClient.newHttpClient();
    private RunningPlatform platform;
    private int port;

    @BeforeEach
    void open() throws Exception {
        platform = get(RunningPlatform.build(RuntimeConfig.defaults(), (part, address) -> {}));
        port = get(platform.openManagement(new ManagementConfig("127.0.0.1", 0)));
    }

    @AfterEach
    void close() throws Exception {
        get(platform.stop());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void theRealPortIsReported() {
        assertThat(port).isPositive();
    }

    @Test
    void livenessSaysThatTheEventLoopsTurn() throws Exception {
        HttpResponse<String> answer = ask("GET", "/health/live");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject()
                        .put("status", "up")
                        .put("checks", new JsonArray().add(check("event loops", "up"))));
    }

    @Test
    void readinessIsDownUntilAllPartsAreUp() throws Exception {
        HttpResponse<String> answer = ask("GET", "/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getJsonArray("checks"))
                .isEqualTo(new JsonArray().add(check("process", "down").put("reason", "starting")));

        platform.markReady();
        assertThat(ask("GET", "/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void readinessNamesTheCheckThatIsDownAndWhy() throws Exception {
        platform.markReady();
        platform.platform().health().readiness("mqtt-edge listeners", () -> Optional.of("draining"));
        HttpResponse<String> answer = ask("GET", "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject()
                        .put("status", "down")
                        .put(
                                "checks",
                                new JsonArray()
                                        .add(check("mqtt-edge listeners", "down")
                                                .put("reason", "draining"))
                                        .add(check("process", "up"))));
    }

    private static JsonObject check(String name, String status) {
        return new JsonObject().put("name", name).put("status", status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jvm_memory_used_bytes",
                "jvm_gc_memory_allocated_bytes_total",
                "jvm_threads_live_threads",
                "process_cpu_usage",
                "process_uptime_seconds",
                "process_files_open_files",
                "netty_eventexecutor_tasks_pending",
                "deligate_event_loop_lag_seconds_count",
                "deligate_sample_total"
            })
    void metricsAreThereInPrometheusText(String metric) throws Exception {
        platform.platform().meters().counter("deligate.sample").increment();
        HttpResponse<String> answer = ask("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(answer.body().lines()).anyMatch(line -> line.startsWith(metric));
    }

    @ParameterizedTest
    @CsvSource({"GET, /, 404", "GET, /health, 404", "POST, /metrics, 405", "DELETE, /health/live, 405"})
    void whatIsNotThereIsRefused(String method, String path, int status) throws Exception {
        assertThat(ask(method, path).statusCode()).isEqualTo(status);
    }

    @Test
    void aServiceMayAddARouteAtAnyTime() throws Exception {
        platform.platform()
                .management()
                .route(
                        HttpMethod.POST,
                        "/drain",
                        request -> request.response().setStatusCode(202).end());

        assertThat(ask("POST", "/drain").statusCode()).isEqualTo(202);
        assertThat(ask("GET", "/drain").statusCode()).isEqualTo(405);
    }
}
