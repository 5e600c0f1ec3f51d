package io.deligate.standalone;

import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The REST interface of a service, as an operator's script uses it. */
final class DemoRest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx;
    private final int port;
    private final String adminKey;

    DemoRest(Vertx vertx, int port, String adminKey) {
        this.vertx = vertx;
        this.port = port;
        this.adminKey = adminKey;
    }

    /** Where the service is. */
    String address() {
        return "http://127.0.0.1:" + port;
    }

    Future<HttpResponse<String>> get(String path) {
        return call("GET", path, null);
    }

    Future<HttpResponse<String>> post(String path, JsonObject body) {
        return call("POST", path, body);
    }

    Future<HttpResponse<String>> put(String path, @Nullable JsonObject body) {
        return call("PUT", path, body);
    }

    /** Succeeds with the number of the first of these things with that name, made when there is none yet. */
    Future<Long> idOf(String path, String id, JsonObject wanted) {
        return get(path)
                .compose(answer -> new JsonObject(answer.body())
                        .getJsonArray("items").stream()
                                .map(JsonObject.class::cast)
                                .filter(item -> wanted.getString("name").equals(item.getString("name")))
                                .findFirst()
                                .map(item -> Future.succeededFuture(item.getLong(id)))
                                .orElseGet(() -> made(path, id, wanted)));
    }

    private Future<Long> made(String path, String id, JsonObject wanted) {
        return post(path, wanted)
                .compose(answer -> answer.statusCode() == 201
                        ? Future.succeededFuture(new JsonObject(answer.body()).getLong(id))
                        : Future.failedFuture(new StartFailure(
                                "demo: " + wanted.getString("name") + " cannot be made (HTTP " + answer.statusCode()
                                        + ")",
                                "HTTP 201")));
    }

    /** Sends a file. */
    Future<HttpResponse<String>> upload(String path, byte[] file) {
        return send(request(path)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    }

    private Future<HttpResponse<String>> call(String method, String path, @Nullable JsonObject body) {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + adminKey);
    }

    private Future<HttpResponse<String>> send(HttpRequest.Builder request) {
        return Future.fromCompletionStage(
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()), vertx.getOrCreateContext());
    }
}
