package io.deligate.streams.consume;

import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Keeps records that could not be processed, with the reason and where they came from. */
public final class DeadLetters {
    private static final int LONGEST_REASON = 500;

    private final RecordPublisher publisher;
    private final String topic;

    /** Writes to {@code topic}. */
    public DeadLetters(RecordPublisher publisher, String topic) {
        this.publisher = publisher;
        this.topic = topic;
    }

    /**
     * Succeeds when the copy is stored: key, value and headers as they were, reason and origin beside them, or these two
     * alone when the copy is larger than Kafka takes. Fails as {@link RecordPublisher#publish(ProducerRecord)} does.
     */
    public Future<Void> add(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        var copy = new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        explain(copy, record, cause);
        return publisher
                .publish(copy)
                .recover(failure -> failure instanceof RecordTooLargeException
                        ? addWithoutValue(record, cause)
                        : Future.failedFuture(failure))
                .mapEmpty();
    }

    private Future<Long> addWithoutValue(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        var note = new ProducerRecord<byte[], byte[]>(topic, null);
        explain(note, record, cause);
        return publisher.publish(note);
    }

    private static void explain(
            ProducerRecord<byte[], byte[]> copy, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        String reason = cause.toString().replaceAll("[^\\x20-\\x7E]", "?");
        DeliHeaders.put(
                copy.headers(), DeliHeaders.REASON, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
        DeliHeaders.put(
                copy.headers(), DeliHeaders.ORIGIN, record.topic() + "/" + record.partition() + "/" + record.offset());
    }
}
