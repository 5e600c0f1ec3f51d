package io.deligate.registryservice;

import io.deligate.testkit.docs.Contract;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The contract as a caller reads it, references followed; checks answers with a checker the service does not use. */
final class OpenApi {
    private final Contract contract;

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
        this.contract = Contract.openApi(document);
    }

    long mostBytes(Call call) {
        return call.content()
                .getJsonObject("requestBody")
                .getLong("x-max-bytes", contract.document().getLong("x-max-bytes"));
    }

    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        JsonObject paths = contract.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                calls.add(new Call(
                        method.toUpperCase(Locale.ROOT), path, contract.resolved(methods.getJsonObject(method))));
            }
        }
        return calls;
    }

    /** What is wrong with an answer. */
    List<String> faults(JsonObject schema, String json) {
        return contract.faults(schema, Json.decodeValue(json));
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
}
