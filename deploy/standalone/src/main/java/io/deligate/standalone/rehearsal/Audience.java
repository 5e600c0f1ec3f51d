package io.deligate.standalone.rehearsal;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks a service for what it is there for, as probes, operators and devices would. */
final class Audience {
    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Time for a consumer to get its share of the partitions and of what the demo fleet says. */
    private static final Duration SHOW = Duration.ofSeconds(12);

    private static final Pattern DEVICE = Pattern.compile("-i (DL3785W_\\S+) -u (\\S+) -P (\\S+)");

    private final Actor actor;
    private final Actor platform;
    private final String adminKey;
    private final HttpClient http = HttpClient.newHttpClient();

    Audience(Actor actor, Actor platform, String adminKey) {
        this.actor = actor;
        this.platform = platform;
        this.adminKey = adminKey;
    }

    /** Comes back when the service has shown what it does. */
    void watch(String service) throws Exception {
        ask("management", List.of("/health/live", "/health/ready", "/metrics"));
        switch (service) {
            case "mqtt-edge" -> connect();
            case "registry-service" ->
                ask(
                        "registry",
                        List.of(
                                "/v1/products",
                                "/v1/devices",
                                "/v1/apps",
                                "/v1/groups",
                                "/access_list",
                                "/openapi.json"));
            case "ota-service" -> ask("ota", List.of("/v1/firmware", "/v1/rollouts"));
            case "dispatcher", "app-bridge" -> actor.letWork(SHOW);
            default ->
                throw new IllegalArgumentException(
                        service + " (expected: mqtt-edge, dispatcher, app-bridge, registry-service or ota-service)");
        }
    }

    private void ask(String part, List<String> paths) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (String path : paths) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + actor.address(part) + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + adminKey)
                        .build();
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status != 200) {
                    throw new IllegalStateException(path + ": " + status + " (expected: 200)");
                }
            }
        }
    }

    /** A device that connects, listens and asks, again and again. */
    private void connect() throws Exception {
        Vertx vertx = Vertx.vertx();
        String[] address = actor.address("mqtt").split(":");
        MqttClientOptions options = new MqttClientOptions()
                .setClientId(platform.find(DEVICE, 1))
                .setUsername(platform.find(DEVICE, 2))
                .setPassword(platform.find(DEVICE, 3));
        for (int round = 0; round < 3; round++) {
            MqttClient device = MqttClient.create(vertx, options);
            done(device.connect(Integer.parseInt(address[1]), address[0]));
            done(device.subscribe("device", 1));
            for (int action : new int[] {100, 102, 103, 300}) {
                String envelope = "{\"mid\":\"" + action + "\",\"action\":" + action + ",\"time\":0}";
                done(device.publish("device", Buffer.buffer(envelope), MqttQoS.AT_LEAST_ONCE, false, false));
            }
            actor.letWork(Duration.ofSeconds(2));
            done(device.disconnect());
        }
        done(vertx.close());
    }

    private static void done(Future<?> future) throws Exception {
        var unused = future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
