package io.deligate.streams.consume;

import io.deligate.streams.publish.CallersContext;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Reads what a topic says is so, from its beginning or its recent past, and then follows it, record by record on one thread. */
public final class TableReader {
    private final Promise<Void> caughtUp = Promise.promise();
    private final ConsumerLoop loop;

    /** A reader that does nothing before {@link #start}. */
    public TableReader(String name, KafkaConfig kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> apply) {
        this(name, kafka, new RecordSource.Whole(topic), apply);
    }

    private TableReader(
            String name, KafkaConfig kafka, RecordSource source, Consumer<ConsumerRecord<byte[], byte[]>> apply) {
        this.loop = new ConsumerLoop(name, kafka, source, new RecordSink() {
            @Override
            public void accept(ConsumerRecords<byte[], byte[]> records) {
                records.forEach(apply);
            }

            @Override
            public void caughtUp() {
                caughtUp.tryComplete();
            }
        });
    }

    /** The same for a topic that says everything again within {@code back}. */
    public static TableReader recent(
            String name,
            KafkaConfig kafka,
            String topic,
            Duration back,
            Consumer<ConsumerRecord<byte[], byte[]>> apply) {
        return new TableReader(name, kafka, new RecordSource.Recent(topic, back), apply);
    }

    /**
     * Succeeds when everything that was in the topic at the start has been applied, waits while Kafka or the topic is
     * not there, and fails when the reader ends before.
     */
    public Future<Void> start() {
        loop.start();
        var unused = loop.ended()
                .onComplete(none -> caughtUp.tryFail(new IllegalStateException(
                        loop.problem().orElse("the reader was stopped before it had caught up"))));
        return CallersContext.of(caughtUp.future());
    }

    /** Succeeds when nothing is applied any more. */
    public Future<Void> stop() {
        return loop.stop();
    }

    /** Why the topic is not followed any more, when an error has ended the reader; empty while all is well. */
    public Optional<String> problem() {
        return loop.problem();
    }
}
