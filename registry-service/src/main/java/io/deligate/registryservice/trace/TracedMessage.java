package io.deligate.registryservice.trace;

import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One message from or to a device, fit to be shown.
 *
 * @param up whether the device sent it
 * @param time when Kafka got it
 * @param action null when it cannot be read
 * @param mid the message's own id, a text or a number
 * @param epoch of the session it came from or went to
 * @param data the envelope's data with secrets masked, as JSON; null when there is none or it is too long to show
 * @param cut whether there is data that is too long to show
 */
public record TracedMessage(
        boolean up,
        String topic,
        int partition,
        long offset,
        Instant time,
        @Nullable Long action,
        @Nullable Object mid,
        @Nullable Long epoch,
        @Nullable String messageId,
        @Nullable String data,
        boolean cut) {
    /** The newest first. */
    static final Comparator<TracedMessage> NEWEST_FIRST = Comparator.comparing(TracedMessage::time)
            .thenComparing(TracedMessage::offset)
            .reversed();

    private static final int LONGEST_DATA = 8 << 10;
    private static final int LONGEST_MID = 256;

    static TracedMessage of(ConsumerRecord<byte[], byte[]> record, boolean up) {
        JsonObject envelope = envelope(record.value());
        Object mid = envelope.getValue("mid");
        String data = data(envelope.getValue("data"));
        boolean cut = data != null && data.length() > LONGEST_DATA;
        OptionalLong epoch = DeliHeaders.number(record.headers(), DeliHeaders.EPOCH);
        return new TracedMessage(
                up,
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                envelope.getValue("action") instanceof Number action ? action.longValue() : null,
                isShown(mid) ? mid : null,
                epoch.isPresent() ? epoch.getAsLong() : null,
                DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID).orElse(null),
                cut ? null : data,
                cut);
    }

    private static boolean isShown(@Nullable Object mid) {
        return mid instanceof Number || (mid instanceof String text && text.length() <= LONGEST_MID);
    }

    private static @Nullable String data(@Nullable Object data) {
        Object masked = SecretMask.masked(data);
        return masked == null ? null : Json.encode(masked);
    }

    /** Empty for what is no envelope. */
    private static JsonObject envelope(byte @Nullable [] value) {
        try {
            return value == null ? new JsonObject() : new JsonObject(Buffer.buffer(value));
        } catch (DecodeException | ClassCastException notAnEnvelope) {
            return new JsonObject();
        }
    }
}
