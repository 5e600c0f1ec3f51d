package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One schema of the contract, read once and then asked about values.
 *
 * <p>It knows the part of JSON Schema 2020-12 that request bodies need, and a schema that uses more stops the start: a
 * rule that nobody checks must not stand in the contract. It stops at the first fault, says what was expected and never
 * the value, which may be a secret, and does work in proportion to the value's size.
 */
final class Schema {
    private static final Set<String> RULES = Set.of(
            "$ref",
            "type",
            "enum",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems");
    private static final Set<String> NOTES =
            Set.of("description", "title", "default", "examples", "format", "writeOnly", "readOnly", Expectation.GIVEN);

    private final JsonObject rules;
    private final Expectation expected;
    private final Set<String> types;
    private final @Nullable Collection<?> choices;
    private final @Nullable Pattern pattern;
    private final Map<String, Schema> properties = new LinkedHashMap<>();
    private final JsonObject defaults = new JsonObject();
    private final List<String> required;
    private final @Nullable Schema others;
    private final @Nullable Schema items;

    private Schema(JsonObject document, JsonObject rules) {
        this.rules = rules;
        this.expected = new Expectation(rules);
        this.types = expected.types();
        this.choices = rules.getJsonArray("enum") == null
                ? null
                : rules.getJsonArray("enum").getList();
        this.pattern = pattern(rules.getString("pattern"));
        JsonObject fields = rules.getJsonObject("properties", new JsonObject());
        for (String name : fields.fieldNames()) {
            Schema field = of(document, fields.getJsonObject(name));
            properties.put(name, field);
            if (field.rules.containsKey("default")) {
                defaults.put(name, field.rules.getValue("default"));
            }
        }
        this.required = rules.getJsonArray("required", new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
        this.others = rules.getValue("additionalProperties") instanceof JsonObject other ? of(document, other) : null;
        this.items = rules.getJsonObject("items") == null ? null : of(document, rules.getJsonObject("items"));
    }

    /** Reads a schema; throws when it has a rule nobody would check. */
    static Schema of(JsonObject document, JsonObject schema) {
        JsonObject target = resolve(document, schema);
        for (String name : target.fieldNames()) {
            if (!RULES.contains(name) && !NOTES.contains(name)) {
                throw new IllegalStateException("schema: " + name + " (expected: one of " + RULES + ")");
            }
        }
        return new Schema(document, target);
    }

    /** What stands at the end of a schema's references, with what stands beside each reference laid over it. */
    static JsonObject resolve(JsonObject document, JsonObject schema) {
        String reference = schema.getString("$ref");
        if (reference == null) {
            return schema;
        }
        JsonObject target = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            target = target.getJsonObject(step);
            if (target == null) {
                throw new IllegalStateException("schema: " + reference + " (expected: one that exists)");
            }
        }
        JsonObject beside = schema.copy();
        var unused = beside.remove("$ref");
        return resolve(document, target).copy().mergeIn(beside);
    }

    /** What a value should have been, in words. */
    String expected() {
        return expected.text();
    }

    /** The schema of a field; throws when the contract has no such field. */
    Schema property(String name) {
        Schema property = properties.get(name);
        if (property == null) {
            throw new IllegalArgumentException("field: " + name + " (expected: one of " + properties.keySet() + ")");
        }
        return property;
    }

    /**
     * Throws {@link CallerFault} when the value is not as the schema says; fills in the defaults of absent fields.
     *
     * @param at JSON pointer to the value
     */
    void check(@Nullable Object value, Place at) {
        if (!types.isEmpty() && types.stream().noneMatch(type -> Expectation.isOf(type, value))) {
            throw at.bad("bad type", expected());
        }
        if (choices != null && !choices.contains(value)) {
            throw at.bad("bad value", expected());
        }
        if (value instanceof String text) {
            checkText(text, at);
        } else if (value instanceof JsonObject object) {
            checkObject(object, at);
        } else if (value instanceof JsonArray array) {
            checkArray(array, at);
        } else if (value instanceof Number number) {
            checkNumber(number, at);
        }
    }

    private void checkText(String text, Place at) {
        if (!within(text.codePointCount(0, text.length()), "minLength", "maxLength")) {
            throw at.bad("bad length", expected());
        }
        if (pattern != null && !pattern.matcher(text).matches()) {
            throw at.bad("bad value", expected());
        }
    }

    /** Bounds are for integers: no call takes a fraction. */
    private void checkNumber(Number number, Place at) {
        boolean inLong = number instanceof Integer || number instanceof Long;
        boolean huge = number instanceof BigInteger;
        if (huge || (inLong && !within(number.longValue(), "minimum", "maximum"))) {
            throw at.bad("out of range", expected());
        }
    }

    private void checkArray(JsonArray array, Place at) {
        if (!within(array.size(), "minItems", "maxItems")) {
            throw at.bad("bad number of items", expected());
        }
        Set<@Nullable Object> seen = new HashSet<>();
        boolean unique = rules.getBoolean("uniqueItems", false);
        for (int i = 0; i < array.size(); i++) {
            if (items != null) {
                items.check(array.getValue(i), at.item(i));
            }
            if (unique && !seen.add(array.getValue(i))) {
                throw at.item(i).bad("given twice", expected());
            }
        }
    }

    private void checkObject(JsonObject object, Place at) {
        for (String name : required) {
            if (!object.containsKey(name)) {
                throw at.field(name).bad("missing", property(name).expected());
            }
        }
        for (String name : object.fieldNames()) {
            Schema field = properties.getOrDefault(name, others);
            if (field != null) {
                field.check(object.getValue(name), at.field(name));
            } else if (Boolean.FALSE.equals(rules.getValue("additionalProperties"))) {
                throw at.field(name).bad("unknown field", "one of " + String.join(", ", properties.keySet()));
            }
        }
        if (!within(object.size(), "minProperties", "maxProperties")) {
            throw at.bad("bad number of fields", expected());
        }
        for (String name : defaults.fieldNames()) {
            if (!object.containsKey(name)) {
                object.put(name, defaults.copy().getValue(name));
            }
        }
    }

    private boolean within(long count, String least, String most) {
        return count >= rules.getLong(least, Long.MIN_VALUE) && count <= rules.getLong(most, Long.MAX_VALUE);
    }

    /** Anchored, since in Java a {@code $} alone would let a line end pass behind the value. */
    private static @Nullable Pattern pattern(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.startsWith("^") || !text.endsWith("$")) {
            throw new IllegalStateException("pattern: " + text + " (expected: from ^ to $)");
        }
        return Pattern.compile(text);
    }
}
