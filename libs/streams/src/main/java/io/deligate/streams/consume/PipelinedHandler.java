package io.deligate.streams.consume;

import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Work on a record that goes on when the next record of its key may begin, such as a message awaiting its receipt. */
public interface PipelinedHandler {
    /**
     * Called as {@link RecordHandler#handle} is, and a failure is treated in the same way; but success means only that
     * the next record of the key may begin. The record's effect is safe and its offset may be committed when {@code done}
     * has run: on any thread, before or after, and once is enough. It must run in the end whatever happens, for nothing
     * behind the record is committed before.
     */
    Future<Void> handle(ConsumerRecord<byte[], byte[]> record, Runnable done);
}
