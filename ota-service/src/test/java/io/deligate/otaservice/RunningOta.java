package io.deligate.otaservice;

import io.deligate.database.PostgresConfig;
import io.deligate.otaservice.api.CallsConfig;
import io.deligate.otaservice.api.ServingConfig;
import io.deligate.otaservice.rollout.WatchConfig;
import io.deligate.otaservice.s3.S3Config;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryHost;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A whole ota-service on real parts, and an HTTP client in front of it. */
final class RunningOta implements AutoCloseable {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final int LARGEST = 24 << 20;

    final Vertx vertx = Vertx.vertx();
    final PublishedRegistry registry;
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private final RegistryHost host;
    private final TestKafka kafka;
    private final OtaConfig config;
    private OtaVerticle verticle;
    private String deployment;

    private RunningOta(TestKafka kafka, PublishedRegistry registry, OtaConfig config) throws Exception {
        this.kafka = kafka;
        this.registry = registry;
        this.config = config;
        this.host = new RegistryHost(vertx, member, registry);
        this.verticle = verticle();
        this.deployment = result(vertx.deployVerticle(verticle));
    }

    private OtaVerticle verticle() {
        return new OtaVerticle(Platform.on(vertx, meters), config, member);
    }

    static RunningOta start(TestKafka kafka, TestDatabase database, Path folder, String prefix) throws Exception {
        return start(kafka, database, serving(folder, S3Config.none()), prefix);
    }

    static ServingConfig serving(Path folder, S3Config s3) {
        return new ServingConfig(
                "127.0.0.1",
                0,
                null,
                folder,
                new ByteSize(LARGEST),
                new ByteSize(0),
                Duration.ofSeconds(6),
                s3,
                CallsConfig.defaults(),
                new WatchConfig(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    static RunningOta start(TestKafka kafka, TestDatabase database, ServingConfig serving, String prefix)
            throws Exception {
        OtaConfig usual = OtaConfig.defaults();
        OtaConfig config = new OtaConfig(
                serving,
                new PostgresConfig(database.uri(), 4, Duration.ofSeconds(10)),
                new KafkaConfig(kafka.bootstrap(), Map.of()),
                prefix,
                "",
                0,
                PublishedRegistry.SECRET,
                usual.management(),
                usual.runtime());
        return new RunningOta(kafka, new PublishedRegistry(database), config);
    }

    /** Stops it, runs the task, and starts it again on what it has left. */
    void restart(Runnable between) throws Exception {
        var unused = result(vertx.undeploy(deployment));
        between.run();
        verticle = verticle();
        deployment = result(vertx.deployVerticle(verticle));
    }

    HttpRequest.Builder request(String path, @Nullable String key) {
        URI uri = URI.create(path.startsWith("http") ? path : "http://127.0.0.1:" + verticle.actualPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    /** Whatever is answered must be in the contract. */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        HttpRequest.Builder document = request("/openapi.json", null).GET();
        new ServedContract(new JsonObject(
                        HTTP.send(document.build(), BodyHandlers.ofString()).body()))
                .check(answer);
        return answer;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path, "viewer"));
    }

    HttpResponse<String> post(String path, JsonObject body) throws IOException, InterruptedException {
        return send(request(path, "operator")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode())));
    }

    HttpResponse<String> upload(String product, String version, byte[] file) throws IOException, InterruptedException {
        return upload(product, version, "normal", file);
    }

    HttpResponse<String> upload(String product, String version, String upgradeType, byte[] file)
            throws IOException, InterruptedException {
        return send(request(
                        "/v1/firmware?product=" + product + "&version=" + version + "&upgrade_type=" + upgradeType,
                        "operator")
                .POST(BodyPublishers.ofByteArray(file)));
    }

    /** A registered product with this firmware, and the firmware's id. */
    String firmware(String product, String version) throws IOException, InterruptedException {
        registry.product(product);
        HttpResponse<String> answer = upload(product, version, (product + version).getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body()).getString("firmware_id");
    }

    /** The newest record about the model's releases. */
    ModelReleases told(String product) {
        List<ModelReleases> all = toldAll(product);
        if (all.isEmpty()) {
            throw new AssertionError("nothing was told about " + product);
        }
        return all.get(all.size() - 1);
    }

    List<ModelReleases> toldAll(String product) {
        return kafka.records(config.topicPrefix() + "broadcast").stream()
                .filter(record -> record.key().equals("KQ/" + product))
                .map(record -> ReleasesCodec.read(record.value()))
                .toList();
    }

    /** What registry-service tells about a device. */
    void event(String device, String kind, JsonObject data) {
        var record = new ProducerRecord<>(
                config.topicPrefix() + "events",
                device,
                data.put("device_id", device).encode().getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), "ce_type", "cloud.deli.device." + kind + ".v1");
        kafka.produce(record);
    }

    /** The device has rebooted into a version it never ran before, and the registry tells so. */
    void cameUp(String device, String product, String from, String version) throws SQLException {
        registry.device(device, product, version, "{" + from + "," + version + "}");
        event(
                device,
                "firmware-confirmed",
                new JsonObject()
                        .put("product", product)
                        .put("from", from)
                        .put("version", version)
                        .put("first", true));
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
        host.close();
        member.close();
    }

    static <T> T result(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
