package io.deligate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The registry's REST interface as an operator's script would use it. */
final class RegistryApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    /** An answer: its status and, when it has one, its JSON body. */
    record Answer(int status, JsonNode body) {}

    private RegistryApi(String base, String key) {
        this.base = base;
        this.key = key;
    }

    static RegistryApi of(DeligateProcess platform, Path data) throws IOException {
        return new RegistryApi(
                platform.address("registry-service"),
                Files.readString(data.resolve("admin-key")).strip());
    }

    static RegistryApi at(int port, String key) {
        return at("127.0.0.1", port, key);
    }

    static RegistryApi at(String host, int port, String key) {
        return new RegistryApi("http://" + host + ":" + port, key);
    }

    RegistryApi withKey(String other) {
        return new RegistryApi(base, other);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Pre-registers devices without credentials of their own, a line of NDJSON each; returns when they are known. */
    void importDevices(String lines) throws IOException, InterruptedException {
        Answer job = send(request("/v1/devices:import")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines)));
        String path = "/v1/jobs/" + job.body().path("job_id").asText();
        Await.until(
                Duration.ofSeconds(60),
                "the import of " + job,
                () -> get(path).body().path("state").asText().equals("completed"));
    }

    Answer put(String path) throws IOException, InterruptedException {
        return send(request(path).PUT(HttpRequest.BodyPublishers.noBody()));
    }

    Answer put(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer patch(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /** Registers a product under the product-key scheme and returns its key. */
    String newProduct(String model, String type) throws IOException, InterruptedException {
        Answer answer = post("/v1/products", """
                {"model":"%s","type":"%s","name":"Test machine","auth":"product-key","self_unbind":true,"actions":[200]}""".formatted(model, type));
        if (answer.status() != 201) {
            throw new AssertionError("product not made: " + answer);
        }
        return answer.body().get("product_key").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }
}
