package io.deligate.simulator.device;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The messages a device writes. */
final class Speech {
    static final int CLOCK = 100;
    static final int REPORT = 101;
    static final int QUERY = 102;
    static final int FIRMWARE = 103;
    static final int ALARM = 105;
    static final int TO_APP = 300;
    private static final int UPGRADE_FAILED = 200;

    private final Identity identity;
    private final Clock clock;
    private long messages;

    Speech(Identity identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    Order.Say clock() {
        return request(CLOCK, null);
    }

    Order.Say report(String version) {
        return request(
                REPORT,
                new JsonObject()
                        .put("name", identity.id())
                        .put("product_version", version)
                        .put("properties", new JsonObject().put("simulated", "true")));
    }

    Order.Say query() {
        return request(QUERY, null);
    }

    Order.Say firmware() {
        return request(FIRMWARE, null);
    }

    /** The alarm of the document for an upgrade that has failed. */
    Order.Say upgradeFailed(String running) {
        return request(
                ALARM,
                new JsonObject().put("code", UPGRADE_FAILED).put("msg", "upgrade failed, still running " + running));
    }

    /** As attendance machines write it: a list as {@code payload}. */
    Order.Say checkin(int user) {
        JsonObject entry = new JsonObject()
                .put("user_id", Integer.toString(1_000 + user))
                .put("time", seconds())
                .put("type", "face");
        return request(TO_APP, new JsonObject().put("cmd", "checkin").put("payload", new JsonArray().add(entry)));
    }

    /** The answer to a command: the same {@code mid}, to whoever sent it. */
    Order.Say answer(JsonObject command, int action, JsonObject data) {
        JsonObject message = new JsonObject();
        if (command.containsKey("mid")) {
            message.put("mid", command.getValue("mid"));
        }
        if (command.getValue("from") instanceof String from) {
            message.put("to", from);
        }
        return new Order.Say(
                action,
                message.put("time", seconds())
                        .put("action", action)
                        .put("data", data)
                        .encode());
    }

    private Order.Say request(int action, @Nullable JsonObject data) {
        JsonObject message = new JsonObject()
                .put("mid", Long.toString(++messages))
                .put("from", identity.id())
                .put("time", seconds())
                .put("action", action);
        return new Order.Say(action, (data == null ? message : message.put("data", data)).encode());
    }

    private long seconds() {
        return clock.instant().getEpochSecond();
    }
}
