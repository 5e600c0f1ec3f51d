package io.deligate.streams.consume;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Reads a compacted topic from its beginning and then follows it, record by record on one thread. */
public final class TableReader {
    private final Promise<Void> caughtUp = Promise.promise();
    private final ConsumerLoop loop;

    /** A reader that does nothing before {@link #start}. */
    public TableReader(String name, KafkaConfig kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> apply) {
        this.loop = new ConsumerLoop(name, kafka, new RecordSource.Whole(topic), new RecordSink() {
            @Override
            public void accept(ConsumerRecords<byte[], byte[]> records) {
                records.forEach(apply);
            }

            @Override
            public void caughtUp() {
                caughtUp.complete();
            }
        });
    }

    /** Succeeds when everything that was in the topic at the start has been applied. */
    public Future<Void> start() {
        loop.start();
        return caughtUp.future();
    }

    public Future<Void> stop() {
        return loop.stop();
    }
}
