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
import java.util.Map;

/** The registry's REST interface, as an operator uses it. */
public final class Api {
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

    /** The answer's body; fails with {@link ChildFailure} when it is no success. */
    public JsonNode call(String method, String path, Map<String, ?> body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("authorization", "Bearer " + key)
                    .header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
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
