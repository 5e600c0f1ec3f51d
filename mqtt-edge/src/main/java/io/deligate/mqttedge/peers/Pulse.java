package io.deligate.mqttedge.peers;

import io.deligate.streams.topic.EdgeId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * An edge's sign of life.
 *
 * @param life tells the lives of one edge apart
 * @param since the offset of this life's first pulse, or {@link #FIRST} when this is it
 */
record Pulse(EdgeId edge, String life, long since) {
    static final long FIRST = -1;

    byte[] toValue() {
        return new JsonObject()
                .put("edge", edge.value())
                .put("life", life)
                .put("since", since)
                .toBuffer()
                .getBytes();
    }

    /** Reads a record's value; empty when it is not one. */
    static Optional<Pulse> read(byte[] value) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(value));
            return json.getValue("edge") instanceof String edge
                            && json.getValue("life") instanceof String life
                            && json.getValue("since") instanceof Number since
                    ? Optional.of(new Pulse(new EdgeId(edge), life, since.longValue()))
                    : Optional.empty();
        } catch (DecodeException | ClassCastException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
