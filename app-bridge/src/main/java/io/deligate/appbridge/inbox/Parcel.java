package io.deligate.appbridge.inbox;

import io.deligate.streams.record.DeliHeaders;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How a message to an app travels.
 *
 * @param key the device's id, so that order holds per device; null when nothing is known of a device
 * @param messageId the same whenever the same is told again
 * @param time what the envelope says; the same whenever the same is told again
 * @param origin the headers of the record that caused it, of which the trace goes along
 */
public record Parcel(byte @Nullable [] key, String messageId, Instant time, Headers origin) {
    private static final int LONGEST_TRACE = 256;

    /** Caused by a record: its key, and the time it was written. */
    public static Parcel causedBy(ConsumerRecord<byte[], byte[]> record, String messageId) {
        return new Parcel(record.key(), messageId, Instant.ofEpochMilli(record.timestamp()), record.headers());
    }

    /** The trace that goes along; one that is longer than any real one is not passed on. */
    public static Optional<String> trace(Headers origin) {
        return DeliHeaders.text(origin, DeliHeaders.TRACE_PARENT).filter(trace -> trace.length() <= LONGEST_TRACE);
    }

    /** The record's own message id; made from its place where the sender gave none. */
    public static String messageId(ConsumerRecord<byte[], byte[]> record) {
        return DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)
                .orElseGet(() -> record.topic() + "/" + record.partition() + "/" + record.offset());
    }
}
