package io.deligate.streams.consume;

import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The work on one record. */
public interface RecordHandler {
    /**
     * Called on the consumer's thread, for one key after the other in order. Success means that the record's effect is
     * safe and its offset may be committed; a failure is tried again and in the end becomes a dead letter, an
     * {@link UnprocessableRecordException} at once.
     */
    Future<Void> handle(ConsumerRecord<byte[], byte[]> record);
}
