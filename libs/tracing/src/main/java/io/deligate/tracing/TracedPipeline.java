package io.deligate.tracing;

import io.deligate.streams.consume.PipelinedHandler;
import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes each record's work a step of its trace, which lasts as long as the work and not only to the next record's turn. */
record TracedPipeline(Tracing tracing, String name, PipelinedHandler handler) implements PipelinedHandler {
    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record, Runnable done) {
        Step step = tracing.consume(name, record);
        Runnable ended = () -> {
            step.end();
            done.run();
        };
        try {
            return handler.handle(record, ended).onFailure(step::fail);
        } catch (RuntimeException refused) {
            step.fail(refused);
            throw refused;
        }
    }
}
