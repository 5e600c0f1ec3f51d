package io.deligate.otaservice.rollout;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one JSON object by the form they must have; a fault names the member by its pointer. */
final class Members {
    /** Far enough for any plan, and for what is reckoned from it to stay within a long. */
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final long LONGEST_SECONDS = Duration.ofDays(3_650).toSeconds();

    private final JsonObject object;
    private final String pointer;

    Members(JsonObject object, String pointer) {
        this.object = object;
        this.pointer = pointer;
    }

    /** A misspelt name must not be taken for an absent one. */
    void only(Set<String> names) {
        for (String name : object.fieldNames()) {
            if (!names.contains(name)) {
                throw PlanFault.malformed(
                        at(name),
                        "unknown member",
                        "one of " + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    boolean has(String name) {
        return object.getValue(name) != null;
    }

    /** A part of the fleet in basis points. */
    int share(String name) {
        double share = number(name, "a number above 0 and up to 1");
        int points = (int) Math.round(share * 10_000);
        if (!(share <= 1) || points < 1) {
            throw PlanFault.malformed(at(name), "bad value", "0.0001 to 1");
        }
        return points;
    }

    /** The same, but it may be nobody. */
    int shareOrNobody(String name) {
        return object.getValue(name) instanceof Number zero && zero.doubleValue() == 0 ? 0 : share(name);
    }

    double number(String name, String expected) {
        if (object.getValue(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw PlanFault.malformed(at(name), has(name) ? "bad value" : "missing", expected);
    }

    Duration seconds(String name) {
        return Duration.ofSeconds(whole(name, 0, LONGEST_SECONDS));
    }

    long whole(String name, long least, long most) {
        Object value = object.getValue(name);
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= least
                && ((Number) value).longValue() <= most) {
            return ((Number) value).longValue();
        }
        throw PlanFault.malformed(
                at(name), has(name) ? "bad value" : "missing", "a whole number, " + least + " to " + most);
    }

    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        if (object.getValue(name) instanceof Boolean flag) {
            return flag;
        }
        throw PlanFault.malformed(at(name), "bad value", "true or false");
    }

    @Nullable
    String text(String name, int longest) {
        if (!has(name)) {
            return null;
        }
        if (object.getValue(name) instanceof String text && !text.isEmpty() && text.length() <= longest) {
            return text;
        }
        throw PlanFault.malformed(at(name), "bad value", "1 to " + longest + " characters");
    }

    @Nullable
    Instant time(String name) {
        if (!has(name)) {
            return null;
        }
        try {
            Instant time =
                    OffsetDateTime.parse(String.valueOf(object.getValue(name))).toInstant();
            if (time.isAfter(LATEST)) {
                throw PlanFault.malformed(at(name), "too late", "a time before the year 2200");
            }
            return time;
        } catch (DateTimeParseException other) {
            throw PlanFault.malformed(at(name), "bad value", "a time such as 2026-03-01T02:00:00Z");
        }
    }

    Set<String> texts(String name, int most, int longest) {
        Set<String> texts = new LinkedHashSet<>();
        if (!has(name)) {
            return texts;
        }
        if (object.getValue(name) instanceof JsonArray array && array.size() <= most) {
            for (Object each : array) {
                if (!(each instanceof String text) || text.isEmpty() || text.length() > longest) {
                    throw PlanFault.malformed(at(name), "bad value", "device ids");
                }
                texts.add(text);
            }
            return texts;
        }
        throw PlanFault.malformed(at(name), "bad value", "a list of at most " + most + " device ids");
    }

    Members object(String name) {
        if (object.getValue(name) instanceof JsonObject inner) {
            return new Members(inner, at(name));
        }
        throw PlanFault.malformed(at(name), has(name) ? "bad value" : "missing", "an object");
    }

    List<Members> objects(String name, int most) {
        List<Members> members = new ArrayList<>();
        if (object.getValue(name) instanceof JsonArray array && !array.isEmpty() && array.size() <= most) {
            for (int i = 0; i < array.size(); i++) {
                if (!(array.getValue(i) instanceof JsonObject each)) {
                    throw PlanFault.malformed(at(name) + "/" + i, "bad value", "an object");
                }
                members.add(new Members(each, at(name) + "/" + i));
            }
            return members;
        }
        throw PlanFault.malformed(at(name), has(name) ? "bad value" : "missing", "a list of 1 to " + most);
    }

    String at(String name) {
        return pointer + "/" + name;
    }
}
