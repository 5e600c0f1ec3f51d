package io.deligate.streams.consume;

import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The work on the records of one poll, in the order of their partitions. */
public interface BatchHandler {
    /** Success means that all effects are safe; a failure brings the very same batch again. */
    Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch);
}
