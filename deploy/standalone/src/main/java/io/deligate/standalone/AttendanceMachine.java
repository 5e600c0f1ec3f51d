package io.deligate.standalone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an attendance machine says to its cloud apps and hears from them, in the shapes of real ones: members beside
 * {@code cmd}, a list as {@code payload}, and no {@code mid} where no answer is expected. It keeps the users of each app
 * and lets them check in one after the other.
 */
final class AttendanceMachine {
    private static final List<String> WAYS = List.of("face", "card", "finger");

    private final Clock clock;
    private final Map<String, List<String>> usersOfApps = new LinkedHashMap<>();
    private long serial;
    private int turn;

    /** Its check-ins are numbered without a gap from the time it was switched on. */
    AttendanceMachine(Clock clock) {
        this.clock = clock;
        this.serial = clock.millis();
    }

    /** The {@code data} of a 300: who may check in? With those it knows. */
    JsonObject userSync() {
        JsonArray known = new JsonArray();
        users().forEach(id -> known.add(new JsonObject().put("id", id)));
        return new JsonObject().put("cmd", "user_sync").put("users", known).put("payload", new JsonArray());
    }

    /** The {@code data} of a 300 about the next user at the door; empty while it knows nobody. */
    Optional<JsonObject> checkin() {
        List<String> users = users();
        if (users.isEmpty()) {
            return Optional.empty();
        }
        JsonObject entry = new JsonObject()
                .put("serial", ++serial)
                .put("user_id", users.get(Math.floorMod(turn, users.size())))
                .put("time", clock.instant().getEpochSecond())
                .put("type", WAYS.get(Math.floorMod(turn++, WAYS.size())));
        return Optional.of(new JsonObject().put("cmd", "checkin").put("payload", new JsonArray().add(entry)));
    }

    /** Takes a 301 of an app: its list of users replaces the one before. Other business is none of this machine's. */
    void hear(String app, JsonObject data) {
        if ("user_sync".equals(data.getValue("cmd")) && data.getValue("payload") instanceof JsonArray users) {
            usersOfApps.put(
                    app,
                    users.stream()
                            .filter(JsonObject.class::isInstance)
                            .map(user -> String.valueOf(((JsonObject) user).getValue("id")))
                            .toList());
        }
    }

    private List<String> users() {
        return usersOfApps.values().stream().flatMap(List::stream).distinct().toList();
    }
}
