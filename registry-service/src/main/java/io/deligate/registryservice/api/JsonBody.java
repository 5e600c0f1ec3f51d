package io.deligate.registryservice.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON object, read field by field. What is wrong is said with a pointer to the field and what was expected,
 * and never with the value: it may be a secret. A field that was not read by the {@link #end} is unknown.
 */
final class JsonBody {
    private final JsonObject json;
    private final Set<String> read = new HashSet<>();

    private JsonBody(JsonObject json) {
        this.json = json;
    }

    static JsonBody of(@Nullable Buffer body) {
        if (body == null || body.length() == 0) {
            throw notAnObject("nothing");
        }
        try {
            return new JsonBody(new JsonObject(body));
        } catch (DecodeException | ClassCastException notJson) {
            throw notAnObject("something else");
        }
    }

    <T> T required(String name, String expected, Function<String, Optional<T>> parser) {
        Object value = value(name);
        if (value == null) {
            throw bad(name, "missing", expected);
        }
        return parse(name, value, expected, parser);
    }

    <T> T optional(String name, T fallback, String expected, Function<String, Optional<T>> parser) {
        Object value = value(name);
        return value == null ? fallback : parse(name, value, expected, parser);
    }

    boolean flag(String name, boolean fallback) {
        Object value = value(name);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw bad(name, "bad value", "true or false");
    }

    /** Distinct integers within bounds, in the order given. */
    List<Integer> integers(String name, List<Integer> fallback, int least, int most, int count) {
        Object value = value(name);
        if (value == null) {
            return fallback;
        }
        String expected = "at most " + count + " different integers from " + least + " to " + most;
        if (!(value instanceof JsonArray array) || array.size() > count) {
            throw bad(name, "bad value", expected);
        }
        List<Integer> integers = new ArrayList<>();
        for (Object item : array) {
            if (!(item instanceof Integer number) || number < least || number > most || integers.contains(number)) {
                throw bad(name, "bad value", expected);
            }
            integers.add(number);
        }
        return integers;
    }

    /** Refuses what nobody asked for: a misspelt name must not be taken for an absent one. */
    void end() {
        for (String name : json.fieldNames()) {
            if (!read.contains(name)) {
                throw bad(
                        name,
                        "unknown field",
                        "one of " + String.join(", ", read.stream().sorted().toList()));
            }
        }
    }

    private @Nullable Object value(String name) {
        read.add(name);
        return json.getValue(name);
    }

    private static <T> T parse(String name, Object value, String expected, Function<String, Optional<T>> parser) {
        if (!(value instanceof String text)) {
            throw bad(name, "bad type", expected);
        }
        return parser.apply(text).orElseThrow(() -> bad(name, "bad value", expected));
    }

    private static CallerFault bad(String name, String what, String expected) {
        return new CallerFault(Problem.field(name, name + ": " + what + " (expected: " + expected + ")"));
    }

    private static CallerFault notAnObject(String found) {
        return new CallerFault(
                new Problem(400, "invalid-body", "body: " + found + " (expected: one JSON object)", "", null));
    }
}
