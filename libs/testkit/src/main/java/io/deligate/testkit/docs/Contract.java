package io.deligate.testkit.docs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;

/** An OpenAPI or AsyncAPI document as its readers take it: references followed, values held against its schemas. */
public final class Contract {
    private static final int DEEPEST = 100;

    private final JsonObject document;
    private final JsonSchemaOptions options;

    /** An OpenAPI 3.1 document. */
    public static Contract openApi(JsonObject document) {
        return new Contract(document, Draft.DRAFT202012);
    }

    /** An AsyncAPI 3 document. */
    public static Contract asyncApi(JsonObject document) {
        return new Contract(document, Draft.DRAFT7);
    }

    private Contract(JsonObject document, Draft draft) {
        this.document = document;
        this.options = new JsonSchemaOptions()
                .setDraft(draft)
                .setBaseUri("https://deligate.invalid/")
                .setOutputFormat(OutputFormat.Basic);
    }

    /** The document as it was written. */
    public JsonObject document() {
        return document;
    }

    /** A part of the document with everything it refers to in place; fails on a reference to nothing or to itself. */
    public JsonObject resolved(JsonObject part) {
        return (JsonObject) resolved(part, 0);
    }

    /** What is wrong with a value, a line each; none for one that keeps the schema, which has no references. */
    public List<String> faults(JsonObject schema, Object value) {
        OutputUnit result = Validator.create(JsonSchema.of(schema), options).validate(value);
        if (result.getValid()) {
            return List.of();
        }
        return result.getErrors() == null
                ? List.of("not valid")
                : result.getErrors().stream()
                        .map(error -> error.getInstanceLocation() + " " + error.getError())
                        .toList();
    }

    private Object resolved(Object part, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalStateException("the document's references go round");
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
            copy.mergeIn((JsonObject) resolved(target(object.getString("$ref")), depth + 1));
        }
        for (String name : object.fieldNames()) {
            if (!name.equals("$ref")) {
                copy.put(name, resolved(object.getValue(name), depth + 1));
            }
        }
        return copy;
    }

    private JsonObject target(String reference) {
        JsonObject target = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            JsonObject next = target.getJsonObject(step);
            if (next == null) {
                throw new IllegalStateException("the document refers to nothing: " + reference);
            }
            target = next;
        }
        return target;
    }
}
