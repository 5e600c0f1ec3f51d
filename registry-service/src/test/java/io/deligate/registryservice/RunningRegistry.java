package io.deligate.registryservice;

import io.deligate.database.PostgresConfig;
import io.deligate.registryservice.api.RestConfig;
import io.deligate.registryservice.logdrop.FtpConfig;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A whole registry on real parts, and an HTTP client in front of it. */
final class RunningRegistry implements AutoCloseable {
    static final String ADMIN_KEY = "the administrator's key of this test";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Platform platform = Platform.on(vertx, meters);
    final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    final RegistryConfig config;
    private final RegistryVerticle verticle;

    private RunningRegistry(RegistryConfig config) {
        this.config = config;
        this.verticle = new RegistryVerticle(platform, config, member);
    }

    static RunningRegistry start(TestKafka kafka, TestDatabase database, String prefix)
            throws ExecutionException, InterruptedException, TimeoutException {
        return start(config(kafka, database, prefix, ADMIN_KEY));
    }

    static RunningRegistry start(RegistryConfig config)
            throws ExecutionException, InterruptedException, TimeoutException {
        RunningRegistry registry = new RunningRegistry(config);
        try {
            var unused = result(registry.vertx.deployVerticle(registry.verticle));
            return registry;
        } catch (ExecutionException | InterruptedException | TimeoutException failed) {
            registry.close();
            throw failed;
        }
    }

    static RegistryConfig config(TestKafka kafka, TestDatabase database, String prefix, String adminKey) {
        RegistryConfig usual = RegistryConfig.defaults();
        return new RegistryConfig(
                RestConfig.defaults().at("127.0.0.1", 0),
                new PostgresConfig(database.uri(), 4, Duration.ofSeconds(5)),
                usual.alarms(),
                usual.commands(),
                usual.ftp(),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                prefix,
                "",
                0,
                new Secret("a secret key for this test"),
                new Secret(adminKey),
                usual.management(),
                usual.runtime());
    }

    /** The same configuration with other REST settings. */
    static RegistryConfig with(RestConfig rest, RegistryConfig config) {
        return with(rest, config.ftp(), config);
    }

    /** The same configuration with an FTP server for logs. */
    static RegistryConfig with(FtpConfig ftp, RegistryConfig config) {
        return with(config.registry(), ftp, config);
    }

    private static RegistryConfig with(RestConfig rest, FtpConfig ftp, RegistryConfig config) {
        return new RegistryConfig(
                rest,
                config.postgres(),
                config.alarms(),
                config.commands(),
                ftp,
                config.kafka(),
                config.topicPrefix(),
                config.cluster(),
                config.clusterPort(),
                config.secretKey(),
                config.adminKey(),
                config.management(),
                config.runtime());
    }

    int ftpPort() {
        return URI.create(verticle.ftpAddress().orElseThrow()).getPort();
    }

    int port() {
        return verticle.actualPort();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call("GET", path, null, ADMIN_KEY);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return call("POST", path, body, ADMIN_KEY);
    }

    HttpResponse<String> call(String method, String path, @Nullable String body, @Nullable String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, key)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return send(request);
    }

    HttpRequest.Builder request(String path, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The answer as it comes; the caller closes its body. */
    HttpResponse<InputStream> stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofInputStream());
    }

    String createProduct(String model) throws IOException, InterruptedException {
        HttpResponse<String> created = post("/v1/products", "{\"model\":\"" + model + "\",\"type\":\"KQ\"}");
        if (created.statusCode() != 201) {
            throw new AssertionError(created.statusCode() + " " + created.body());
        }
        return new JsonObject(created.body()).getString("product_key");
    }

    JsonObject device(String id) throws IOException, InterruptedException {
        return new JsonObject(get("/v1/devices/" + id).body());
    }

    @Override
    public void close() {
        try {
            var unused = result(vertx.close());
        } catch (ExecutionException | TimeoutException notClosed) {
            throw new IllegalStateException(notClosed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        member.close();
    }

    static <T> T result(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
