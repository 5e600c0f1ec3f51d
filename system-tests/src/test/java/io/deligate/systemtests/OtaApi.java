package io.deligate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The ota-service's REST interface as a release manager's script would use it. */
final class OtaApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String key;

    OtaApi(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** Of a platform that has just been started on that data. */
    static OtaApi of(DeligateProcess platform, Path data) throws IOException {
        return new OtaApi(
                platform.address("ota-service"),
                Files.readString(data.resolve("admin-key")).strip());
    }

    /** Keeps a firmware file and returns its id. */
    String upload(String model, String version, byte[] file) throws IOException, InterruptedException {
        String path = "/v1/firmware?product=" + model + "&version=" + version + "&upgrade_type=normal";
        return ok(send("POST", path, file, "application/octet-stream"))
                .get("firmware_id")
                .asText();
    }

    /** Drafts a rollout; {@code plan} is the body without its first brace and firmware id. */
    JsonNode draft(String firmware, String plan) throws IOException, InterruptedException {
        return post("/v1/rollouts", "{\"firmware_id\":\"" + firmware + "\"," + plan + "}");
    }

    /** {@code :start}, {@code :pause}, {@code :resume} or {@code :abort}. */
    JsonNode move(String rollout, String move) throws IOException, InterruptedException {
        return post("/v1/rollouts/" + rollout + ":" + move, "{}");
    }

    JsonNode rollout(String id) throws IOException, InterruptedException {
        return ok(send("GET", "/v1/rollouts/" + id, new byte[0], "text/plain"));
    }

    /** What the platform says of one device. */
    JsonNode decision(String device) throws IOException, InterruptedException {
        return ok(send("GET", "/v1/devices/" + device + "/update-decision", new byte[0], "text/plain"));
    }

    /** The status of a move that may be refused. */
    int statusOf(String rollout, String move) throws IOException, InterruptedException {
        return send(
                        "POST",
                        "/v1/rollouts/" + rollout + ":" + move,
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "application/json")
                .statusCode();
    }

    private JsonNode post(String path, String json) throws IOException, InterruptedException {
        return ok(send("POST", path, json.getBytes(StandardCharsets.UTF_8), "application/json"));
    }

    private static JsonNode ok(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.request() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String type)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
