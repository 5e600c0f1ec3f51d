package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** What a call is answered with. */
record Answer(int status, String contentType, Content content, Map<String, String> headers) {
    static final String JSON = "application/json";

    /** What stands behind the headers. */
    sealed interface Content {}

    /** All of it at once. */
    record Whole(Buffer bytes) implements Content {}

    /** Written as it comes. */
    record Streamed(StreamWriter writer) implements Content {}

    /** Writes a stream; it minds {@code writeQueueFull} and leaves the end to its caller. */
    interface StreamWriter {
        /**
         * Succeeds when everything is written or the client has left ({@link HttpServerResponse#closeHandler}); a failure
         * ends the connection, since the status is out.
         */
        Future<Void> writeTo(HttpServerResponse out);
    }

    static Answer json(int status, JsonObject body) {
        return json(status, body.toBuffer());
    }

    static Answer json(int status, Buffer body) {
        return whole(status, JSON, body);
    }

    static Answer whole(int status, String contentType, Buffer body) {
        return new Answer(status, contentType, new Whole(body), Map.of());
    }

    /** Why the call is refused. */
    static Answer problem(Problem problem) {
        return whole(problem.status(), Problem.CONTENT_TYPE, problem.toJson().toBuffer());
    }

    /** 204. */
    static Answer nothing() {
        return whole(204, "", Buffer.buffer());
    }

    static Answer stream(String contentType, StreamWriter writer) {
        return new Answer(200, contentType, new Streamed(writer), Map.of());
    }

    /** The same answer with one more header. */
    Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, content, Map.copyOf(more));
    }

    /** The same answer with the entity tag of the record's revision. */
    Answer withRevision(long revision) {
        return with("ETag", EntityTags.of(revision));
    }
}
