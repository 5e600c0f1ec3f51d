package io.deligate.simulator.device;

import io.vertx.core.json.JsonObject;

/**
 * What a simulated device answers to commands: {@code version} with the version it runs, any other 200 with code 0, its
 * {@code cmd} and an empty payload. It has no logs to upload (code 201), and knows no other action (code 106).
 */
final class Commands {
    private static final int OK = 0;
    private static final int UNDECODABLE = 100;
    private static final int UNSUPPORTED = 106;
    private static final int LOGS_FAILED = 201;

    private Commands() {}

    /** The {@code data} of the answer to a 200. */
    static JsonObject control(JsonObject data, String running) {
        if (!(data.getValue("cmd") instanceof String cmd) || cmd.isEmpty()) {
            return new JsonObject().put("code", UNDECODABLE).put("msg", "cmd: missing (expected: a text)");
        }
        JsonObject payload = new JsonObject();
        if (cmd.equals("version")) {
            payload.put("version", running);
        }
        return new JsonObject().put("code", OK).put("cmd", cmd).put("payload", payload);
    }

    /** The {@code data} of the answer to a 201. */
    static JsonObject logs() {
        return new JsonObject().put("code", LOGS_FAILED).put("msg", "a simulated device keeps no logs");
    }

    /** The {@code data} of the answer to a command that no device knows. */
    static JsonObject unknown() {
        return new JsonObject().put("code", UNSUPPORTED).put("msg", "a simulated device does not know this action");
    }
}
