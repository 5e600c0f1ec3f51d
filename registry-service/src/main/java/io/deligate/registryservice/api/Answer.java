package io.deligate.registryservice.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** What a call is answered with. */
record Answer(int status, String contentType, Buffer body, Map<String, String> headers) {
    static final String JSON = "application/json";

    static Answer json(int status, JsonObject body) {
        return json(status, body.toBuffer());
    }

    static Answer json(int status, Buffer body) {
        return new Answer(status, JSON, body, Map.of());
    }

    /** The same answer with one more header. */
    Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, Map.copyOf(more));
    }
}
