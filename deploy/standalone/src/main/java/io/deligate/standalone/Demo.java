package io.deligate.standalone;

import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * What {@code --demo} adds, from outside like anybody else: a product through the REST API and a few devices that talk,
 * and for the reader a device that is ready to connect.
 */
final class Demo {
    private static final String MODEL = "DL3785W";
    private static final String KEY_FILE = "demo-product-key";
    private static final int FLEET = 3;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Where the running platform is reached. */
    record Addresses(int registryPort, int mqttPort, String kafka) {}

    private final Vertx vertx;
    private final Parts parts;
    private final DataFolder data;
    private final String adminKey;
    private final Addresses addresses;

    Demo(Vertx vertx, Parts parts, DataFolder data, String adminKey, Addresses addresses) {
        this.vertx = vertx;
        this.parts = parts;
        this.data = data;
        this.adminKey = adminKey;
        this.addresses = addresses;
    }

    /** Succeeds when the product, an organisation and an app exist and the fleet has been sent off. */
    Future<Void> start() {
        return productKey().compose(key -> {
            describe(key);
            return Future.all(IntStream.rangeClosed(1, FLEET)
                            .mapToObj(number -> DemoDevice.named(MODEL + "_DEMO" + number, MODEL, key))
                            .map(credentials -> parts.deploy(
                                    "demo device " + credentials.clientId(),
                                    new DemoDevice(credentials, addresses.mqttPort())))
                            .toList())
                    .mapEmpty();
        });
    }

    private void describe(String key) {
        DemoDevice.Credentials ready = DemoDevice.named(MODEL + "_1234567890", MODEL, key);
        String connect = "-i " + ready.clientId() + " -u " + ready.userName() + " -P " + ready.password();
        parts.note("product key of " + MODEL + " (type KQ): " + key);
        parts.note("a device that may connect: -h 127.0.0.1 -p " + addresses.mqttPort() + " " + connect);
        parts.note("its clock: mosquitto_rr -V mqttv311 -h 127.0.0.1 -p " + addresses.mqttPort() + " " + connect
                + " -q 1 -t device -e KQ/" + MODEL + " -m '{\"mid\":\"1\",\"action\":100,\"time\":0}'");
        parts.note("its record: kcat -C -e -b " + addresses.kafka() + " -t deli.up.1xx");
    }

    /** The key is shown only once by the API, so the demo keeps the one it was given. */
    private Future<String> productKey() {
        return post(
                        "/v1/products",
                        new JsonObject()
                                .put("model", MODEL)
                                .put("type", "KQ")
                                .put("name", "Demo attendance machine")
                                .put("auth", "product-key")
                                .put("self_unbind", true))
                .compose(answer -> vertx.executeBlocking(() -> keyFrom(answer))
                        .compose(key ->
                                answer.statusCode() == 201 ? ownerAndApp().map(key) : Future.succeededFuture(key)));
    }

    /** With the product, and only once. */
    private Future<?> ownerAndApp() {
        return post("/v1/groups", new JsonObject().put("name", "Demo organisation"))
                .compose(group -> made("organisation", group))
                .compose(none -> post(
                        "/v1/apps",
                        new JsonObject()
                                .put("name", "Demo attendance app")
                                .put("products", new JsonArray().add(MODEL))))
                .compose(app -> made("app", app));
    }

    private static Future<Void> made(String what, HttpResponse<String> answer) {
        return answer.statusCode() == 201
                ? Future.succeededFuture()
                : Future.failedFuture(new StartFailure(
                        "demo: the " + what + " cannot be made (HTTP " + answer.statusCode() + ")", "HTTP 201"));
    }

    private Future<HttpResponse<String>> post(String path, JsonObject body) {
        HttpRequest create = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + addresses.registryPort() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + adminKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return Future.fromCompletionStage(
                HttpClient.newHttpClient().sendAsync(create, HttpResponse.BodyHandlers.ofString()),
                vertx.getOrCreateContext());
    }

    private String keyFrom(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 201) {
            String key = new JsonObject(answer.body()).getString("product_key");
            data.keep(KEY_FILE, key);
            return key;
        }
        if (answer.statusCode() == 409 && Files.exists(data.file(KEY_FILE))) {
            return Files.readString(data.file(KEY_FILE)).strip();
        }
        throw new StartFailure(
                "demo: product " + MODEL + " cannot be made (HTTP " + answer.statusCode() + ")",
                "a platform without it, or with the key in " + data.file(KEY_FILE));
    }
}
