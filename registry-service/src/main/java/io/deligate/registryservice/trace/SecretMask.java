package io.deligate.registryservice.trace;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes out of messages what nobody but their receiver should see (R148). */
public final class SecretMask {
    static final String MASK = "***";

    /** Parts of member names, without case, {@code _} and {@code -}. */
    private static final List<String> SECRET = List.of(
            "password", "passwd", "pwd", "token", "secret", "credential", "authorization", "mobile", "phone", "key");

    private static final Pattern IN_LINK = Pattern.compile("(://)[^/@\\s]+@");

    private SecretMask() {}

    /** Members whose names say that they are secret for sure; a property may well be called {@code key}. */
    private static final List<String> SURELY =
            List.of("password", "passwd", "pwd", "token", "secret", "credential", "mobile");

    /** What a device reports about itself, as it was spelt; only with a secret in it is it written anew, masked. */
    public static String properties(String json) {
        JsonObject given = new JsonObject(json);
        Object shown = masked(given, SURELY);
        return given.equals(shown) ? json : Json.encode(shown);
    }

    /** The value with every secret in it masked, at any depth, in texts that are JSON or links themselves too. */
    static @Nullable Object masked(@Nullable Object value) {
        return masked(value, SECRET);
    }

    private static @Nullable Object masked(@Nullable Object value, List<String> parts) {
        if (value instanceof JsonObject object) {
            JsonObject copy = new JsonObject();
            for (String name : object.fieldNames()) {
                Object member = object.getValue(name);
                copy.put(name, isOneOf(parts, name) && member != null ? MASK : masked(member, parts));
            }
            return copy;
        }
        if (value instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(item -> copy.add(masked(item, parts)));
            return copy;
        }
        return value instanceof String text ? masked(text, parts) : value;
    }

    private static boolean isOneOf(List<String> parts, String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
        return parts.stream().anyMatch(plain::contains);
    }

    private static String masked(String text, List<String> parts) {
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            try {
                return Json.encode(masked(Json.decodeValue(text), parts));
            } catch (DecodeException onlyLooksLikeJson) {
                return text.length() > 2 ? masksIn(text) : text;
            }
        }
        return masksIn(text);
    }

    private static String masksIn(String text) {
        return IN_LINK.matcher(text).replaceAll("$1" + MASK + "@");
    }
}
