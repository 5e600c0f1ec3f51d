package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON object, already checked against its schema: what the schema promises needs no second look, absent
 * fields have their defaults.
 */
final class JsonBody {
    private final JsonObject json;
    private final Schema schema;
    private final Place place;

    private JsonBody(JsonObject json, Schema schema, Place place) {
        this.json = json;
        this.schema = schema;
        this.place = place;
    }

    /** Throws {@link CallerFault} when the text is not what the schema says; an empty one stands for {@code {}}. */
    static JsonBody of(@Nullable Buffer text, Schema schema, boolean required) {
        if (required && (text == null || text.length() == 0)) {
            throw Place.BODY.bad("missing", schema.expected());
        }
        JsonObject json = text == null || text.length() == 0 ? new JsonObject() : JsonText.object(text);
        schema.check(json, Place.BODY);
        return new JsonBody(json, schema, Place.BODY);
    }

    /** The object as a whole, for what is passed on. */
    JsonObject json() {
        return json;
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    String text(String name) {
        return present(name, json.getString(name));
    }

    boolean flag(String name) {
        return present(name, json.getBoolean(name));
    }

    long integer(String name) {
        return present(name, json.getLong(name));
    }

    List<Integer> integers(String name) {
        JsonArray array = present(name, json.getJsonArray(name));
        return array.stream().map(each -> ((Number) each).intValue()).toList();
    }

    List<String> texts(String name) {
        JsonArray array = present(name, json.getJsonArray(name));
        return array.stream().map(String::valueOf).toList();
    }

    JsonObject object(String name) {
        return present(name, json.getJsonObject(name));
    }

    /** An object inside, whose schema depends on what else the body says; throws {@link CallerFault} when it is wrong. */
    JsonBody nested(String name, Schema itsSchema) {
        Place at = place.field(name);
        JsonObject object = object(name);
        itsSchema.check(object, at);
        return new JsonBody(object, itsSchema, at);
    }

    /** A text that is more than the schema can say; an empty answer of the parser is the caller's fault. */
    <T> T parsed(String name, Function<String, Optional<T>> parser) {
        return parser.apply(text(name)).orElseThrow(() -> bad(name));
    }

    /** The same, or null when the field is absent or null. */
    <T> @Nullable T parsedOrNull(String name, Function<String, Optional<T>> parser) {
        return json.getValue(name) == null ? null : parsed(name, parser);
    }

    /** The fault to throw when a value is wrong in a way the schema cannot tell. */
    CallerFault bad(String name) {
        return place.field(name).bad("bad value", schema.property(name).expected());
    }

    /** Only a call that asks for a field its schema neither requires nor defaults can get here. */
    private static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("field: " + name + " (expected: required or with a default)");
        }
        return value;
    }
}
