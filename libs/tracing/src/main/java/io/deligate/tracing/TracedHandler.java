package io.deligate.tracing;

import io.deligate.streams.consume.RecordHandler;
import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes each record's work a step of its trace. */
record TracedHandler(Tracing tracing, String name, RecordHandler handler) implements RecordHandler {
    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        Step step = tracing.consume(name, record);
        try {
            return handler.handle(record).onSuccess(done -> step.end()).onFailure(step::fail);
        } catch (RuntimeException refused) {
            step.fail(refused);
            throw refused;
        }
    }

    @Override
    public void assigned() {
        handler.assigned();
    }
}
