package io.deligate.bench.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.bench.child.ChildFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The registry's REST interface, as an operator uses it. */
public final class Api {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final long AGAIN_NANOS = 50_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final String key;

    Api(String address, String key) {
        this.address = address;
        this.key = key;
    }

    /** Registers a product whose devices share a key, and returns the key. */
    String product(String model, String type) {
        return call(
                        "POST",
                        "/v1/products",
                        Map.of("model", model, "type", type, "name", "benchmark", "auth", "product-key"))
                .path("product_key")
                .asText();
    }

    /** Registers a cloud app for the product and returns its service id. */
    public long app(String model) {
        return call("POST", "/v1/apps", Map.of("name", "benchmark", "products", List.of(model)))
                .path("service_id")
                .asLong();
    }

    /** Binds the device to the app, and waits until the registry knows the device. */
    public void bind(String device, long app) {
        long end = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (status("PUT", "/v1/devices/" + device + "/apps/" + app) / 100 != 2) {
            if (System.nanoTime() - end > 0) {
                throw new ChildFailure("device " + device + " cannot be bound to app " + app
                        + " (expected: a device the registry knows)");
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private int status(String method, String path) {
        try {
            return http.send(
                            request(method, path, HttpRequest.BodyPublishers.noBody()),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException why) {
            throw new ChildFailure(method + " " + path + ": " + why, why);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ChildFailure(method + " " + path + ": interrupted", stop);
        }
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .method(method, body)
                .build();
    }

    /** The answer's body; fails with {@link ChildFailure} when it is no success. */
    public JsonNode call(String method, String path, Map<String, ?> body) {
        try {
            HttpRequest request =
                    request(method, path, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new ChildFailure(method + " " + path + ": HTTP " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8) + " (expected: 2xx)");
            }
            return answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException why) {
            throw new ChildFailure(method + " " + path + ": " + why, why);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ChildFailure(method + " " + path + ": interrupted", stop);
        }
    }
}
