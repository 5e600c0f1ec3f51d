package io.deligate.registryservice;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The contract as a caller reads it, references followed; checks answers with a checker the service does not use. */
final class OpenApi {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://deligate.invalid/")
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;

    /** One call of the contract. */
    record Call(String method, String path, JsonObject content) {
        String id() {
            return content.getString("operationId");
        }

        Optional<String> role() {
            return Optional.ofNullable(content.getString("x-role"));
        }

        /** What a body may be; empty when there is none. */
        Set<String> mediaTypes() {
            return content.getJsonObject("requestBody", new JsonObject())
                    .getJsonObject("content", new JsonObject())
                    .fieldNames();
        }

        Set<String> statuses() {
            return new TreeSet<>(content.getJsonObject("responses").fieldNames());
        }

        Set<String> queryParameters() {
            Set<String> names = new HashSet<>();
            for (Object each : content.getJsonArray("parameters", new JsonArray())) {
                JsonObject parameter = (JsonObject) each;
                if ("query".equals(parameter.getString("in"))) {
                    names.add(parameter.getString("name"));
                }
            }
            return names;
        }

        JsonObject answer(int status) {
            return content.getJsonObject("responses").getJsonObject(String.valueOf(status));
        }
    }

    OpenApi(JsonObject document) {
        this.document = document;
    }

    long mostBytes(Call call) {
        return call.content().getJsonObject("requestBody").getLong("x-max-bytes", document.getLong("x-max-bytes"));
    }

    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                calls.add(new Call(method.toUpperCase(java.util.Locale.ROOT), path, (JsonObject)
                        resolved(methods.getJsonObject(method), 0)));
            }
        }
        return calls;
    }

    /** What is wrong with a value, or empty. */
    static Optional<String> fault(JsonObject schema, String json) {
        OutputUnit result = Validator.create(JsonSchema.of(schema), OPTIONS).validate(Json.decodeValue(json));
        return result.getValid()
                ? Optional.empty()
                : Optional.of(result.toJson().encodePrettily());
    }

    /** Pointers to every field that the schema documents. */
    static Set<String> documented(JsonObject schema) {
        Set<String> fields = new TreeSet<>();
        collect(schema, "", fields);
        return fields;
    }

    private static void collect(JsonObject schema, String at, Set<String> fields) {
        for (Map.Entry<String, Object> field : schema.getJsonObject("properties", new JsonObject())) {
            fields.add(at + "/" + field.getKey());
            collect((JsonObject) field.getValue(), at + "/" + field.getKey(), fields);
        }
        if (schema.containsKey("items")) {
            collect(schema.getJsonObject("items"), at + "/-", fields);
        }
    }

    /** Pointers to every field there is; items of a list are {@code -}. */
    static Set<String> present(@Nullable Object value) {
        Set<String> fields = new HashSet<>();
        find(value, "", fields);
        return fields;
    }

    private static void find(@Nullable Object value, String at, Set<String> fields) {
        if (value instanceof JsonObject object) {
            for (String name : object.fieldNames()) {
                fields.add(at + "/" + name);
                find(object.getValue(name), at + "/" + name, fields);
            }
        } else if (value instanceof JsonArray array) {
            array.forEach(item -> find(item, at + "/-", fields));
        }
    }

    private Object resolved(Object part, int depth) {
        if (depth > 100) {
            throw new IllegalStateException("references go round");
        }
        if (part instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(item -> copy.add(resolved(item, depth + 1)));
            return copy;
        }
        if (!(part instanceof JsonObject object)) {
            return part;
        }
        JsonObject copy = new JsonObject();
        if (object.containsKey("$ref")) {
            JsonObject target = document;
            for (String step : object.getString("$ref").substring(2).split("/", -1)) {
                target = target.getJsonObject(step);
            }
            copy.mergeIn((JsonObject) resolved(target, depth + 1));
        }
        for (String name : object.fieldNames()) {
            if (!name.equals("$ref")) {
                copy.put(name, resolved(object.getValue(name), depth + 1));
            }
        }
        return copy;
    }
}
