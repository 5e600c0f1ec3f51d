package io.deligate.otaservice;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.http.HttpResponse;
import java.util.Locale;

/** The document as it is served, held against every answer that a test gets. */
final class Contract {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://deligate.invalid/")
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;

    Contract(JsonObject document) {
        this.document = document;
    }

    /** Fails when the answer's status or body is not what the document says of the call. */
    void check(HttpResponse<String> answer) {
        String method = answer.request().method().toLowerCase(Locale.ROOT);
        JsonObject call = call(method, answer.request().uri().getPath());
        String status = String.valueOf(answer.statusCode());
        JsonObject documented = call.getJsonObject("responses").getJsonObject(status);
        if (documented == null) {
            throw new AssertionError(call.getString("operationId") + " answered " + status
                    + ", which is not documented: " + answer.body());
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonObject schema = ((JsonObject) resolved(documented, 0))
                .getJsonObject("content", new JsonObject())
                .getJsonObject(type, new JsonObject())
                .getJsonObject("schema");
        if (schema != null && type.endsWith("json") && !answer.body().isEmpty()) {
            OutputUnit result =
                    Validator.create(JsonSchema.of(schema), OPTIONS).validate(Json.decodeValue(answer.body()));
            if (!result.getValid()) {
                throw new AssertionError(call.getString("operationId") + " " + status + ": "
                        + result.toJson().encodePrettily() + "\n" + answer.body());
            }
        }
    }

    private JsonObject call(String method, String path) {
        JsonObject paths = document.getJsonObject("paths");
        for (String template : paths.fieldNames()) {
            JsonObject call = paths.getJsonObject(template).getJsonObject(method);
            if (call != null && path.matches(template.replaceAll("\\{[a-z_]+}", "[^/:]+"))) {
                return call;
            }
        }
        throw new AssertionError(method + " " + path + " is not documented");
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
