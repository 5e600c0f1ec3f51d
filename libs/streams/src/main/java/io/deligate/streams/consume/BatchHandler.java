package io.deligate.streams.consume;

import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The work on the records of one poll, in the order of their partitions. */
public interface BatchHandler {
    /**
     * Called on the consumer's thread, or on the owner's context for another try. Success means that all effects are
     * safe; a failure brings the very same batch again, less the records of partitions that another member has now.
     */
    Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch);
}
