package io.deligate.registryservice.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in words what a schema wants. */
final class Expectation {
    /** Where a schema gives the words itself. */
    static final String GIVEN = "x-expected";

    private static final String NULL = "null";

    private final JsonObject rules;
    private final Set<String> types = new LinkedHashSet<>();

    Expectation(JsonObject rules) {
        this.rules = rules;
        Object type = rules.getValue("type");
        if (type instanceof JsonArray several) {
            several.forEach(each -> types.add(String.valueOf(each)));
        } else if (type != null) {
            types.add(String.valueOf(type));
        }
    }

    /** The types a value may have; empty = any. */
    Set<String> types() {
        return types;
    }

    static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long || value instanceof BigInteger;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case NULL -> value == null;
            default -> throw new IllegalStateException("type: " + type + " (expected: one of JSON's)");
        };
    }

    String text() {
        String given = rules.getString(GIVEN);
        if (given != null) {
            return given;
        }
        if (rules.containsKey("enum")) {
            return or(rules.getJsonArray("enum").stream().map(String::valueOf).toList());
        }
        return types.isEmpty() ? "any value" : or(types.stream().map(this::of).toList());
    }

    private String of(String type) {
        return switch (type) {
            case "string" -> text(rules.getString("pattern"));
            case "integer" -> "an integer" + range("minimum", "maximum", "");
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" ->
                "a list" + range("minItems", "maxItems", rules.getBoolean("uniqueItems", false) ? " different" : "");
            case NULL -> NULL;
            default -> "an object";
        };
    }

    private String text(@Nullable String pattern) {
        if (pattern != null) {
            return "a text that matches " + pattern;
        }
        Long most = rules.getLong("maxLength");
        return most == null ? "a text" : rules.getLong("minLength", 0L) + " to " + most + " characters";
    }

    private String range(String least, String most, String different) {
        Long from = rules.getLong(least);
        Long to = rules.getLong(most);
        boolean counts = least.endsWith("Items");
        String what = counts ? different + " items" : "";
        if (from != null && to != null) {
            return (counts ? " of " : " from ") + from + " to " + to + what;
        }
        if (to != null) {
            return (counts ? " of at most " : " up to ") + to + what;
        }
        return from == null ? "" : (counts ? " of at least " : " from ") + from + what;
    }

    private static String or(List<String> words) {
        List<String> but = new ArrayList<>(words);
        String last = but.remove(but.size() - 1);
        return but.isEmpty() ? last : String.join(", ", but) + " or " + last;
    }
}
