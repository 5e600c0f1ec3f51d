package io.deligate.registryservice;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The file of examples, and the values that some of them leave to later ones. */
final class ContractExamples {
    private final JsonObject byCall;
    private final Map<String, String> kept = new HashMap<>();

    /** What to send for one example. */
    record Example(JsonObject given) {
        int status() {
            return given.getInteger("status");
        }

        String key() {
            return given.getString("key", "admin");
        }

        @Nullable
        String body() {
            Object body = given.getValue("body");
            return body instanceof JsonObject json ? json.encode() : (String) body;
        }

        String type() {
            return given.getString("type", "application/json");
        }

        JsonObject headers() {
            return given.getJsonObject("headers", new JsonObject());
        }

        Set<String> parameters() {
            return given.getJsonObject("query", new JsonObject()).fieldNames();
        }

        /** The statuses that are not asked for here. */
        List<String> elsewhere() {
            return given.getJsonArray("elsewhere", new JsonArray()).stream()
                    .map(String::valueOf)
                    .toList();
        }

        /** How often it is asked; the last answer is the one that counts. */
        int times() {
            return given.getInteger("times", 1);
        }

        /** Whether the answer is as it is waited for. */
        boolean isReady(String answer) {
            JsonObject wanted = given.getJsonObject("wait", new JsonObject());
            return wanted.fieldNames().stream()
                    .allMatch(pointer -> Objects.equals(
                            wanted.getValue(pointer), JsonPointer.from(pointer).queryJson(new JsonObject(answer))));
        }

        @Nullable
        String until() {
            return given.getString("until");
        }

        String path(String template) {
            String path = template;
            for (Map.Entry<String, Object> part : given.getJsonObject("path", new JsonObject())) {
                path = path.replace("{" + part.getKey() + "}", encoded(part.getValue()));
            }
            StringBuilder query = new StringBuilder();
            for (Map.Entry<String, Object> part : given.getJsonObject("query", new JsonObject())) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(part.getKey())
                        .append('=')
                        .append(encoded(part.getValue()));
            }
            return path + query;
        }

        private static String encoded(Object value) {
            return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
        }
    }

    private ContractExamples(JsonObject byCall) {
        this.byCall = byCall;
    }

    static ContractExamples load() throws IOException {
        try (InputStream file = ContractExamples.class.getResourceAsStream("/contract-examples.yaml")) {
            Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new ContractExamples(new JsonObject(yaml));
        }
    }

    /** The calls that have examples, in the order of the file. */
    List<String> calls() {
        return List.copyOf(byCall.fieldNames());
    }

    /** A call's examples as they are written. */
    List<JsonObject> of(String call) {
        return byCall.getJsonArray(call, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The example with the values that earlier ones left. */
    Example filled(JsonObject written) {
        String text = written.encode();
        for (Map.Entry<String, String> each : kept.entrySet()) {
            String place = "${" + each.getKey() + "}";
            boolean number = each.getValue().matches("[1-9][0-9]{0,17}");
            text = (number ? text.replace('"' + place + '"', each.getValue()) : text).replace(place, each.getValue());
        }
        return new Example(new JsonObject(text));
    }

    void keep(Example example, String answer) {
        for (Map.Entry<String, Object> each : example.given().getJsonObject("keep", new JsonObject())) {
            Object value = JsonPointer.from((String) each.getValue()).queryJson(new JsonObject(answer));
            kept.put(each.getKey(), String.valueOf(value));
        }
    }
}
