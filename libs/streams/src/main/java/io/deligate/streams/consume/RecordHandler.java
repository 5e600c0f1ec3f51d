package io.deligate.streams.consume;

import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The work on one record. */
public interface RecordHandler {
    /**
     * Called for one record of a key after the other in order: on the consumer's thread, for a record that waited on the
     * thread that completed the work before it, and on the owner's context for another try. Success means that the
     * record's effect is safe and its offset may be committed; a failure is tried again and in the end becomes a dead
     * letter, an {@link UnprocessableRecordException} at once.
     */
    Future<Void> handle(ConsumerRecord<byte[], byte[]> record);

    /** Partitions have come: what is remembered of their keys may be outdated. On the consumer's thread. */
    default void assigned() {}
}
