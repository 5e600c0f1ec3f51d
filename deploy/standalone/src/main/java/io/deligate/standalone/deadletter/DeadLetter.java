package io.deligate.standalone.deadletter;

import io.deligate.streams.record.DeliHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** One record of the dead-letter topic; its place there is its name. */
record DeadLetter(ConsumerRecord<byte[], byte[]> record) {
    /** Of a note in the same topic: the place of the letter that was put back. */
    static final String REPLAYED = "deli-replayed";

    /** {@code partition/offset}. */
    String place() {
        return record.partition() + "/" + record.offset();
    }

    /** The letter this record says was put back; empty when it is a letter itself. */
    Optional<String> replayed() {
        return DeliHeaders.text(record.headers(), REPLAYED);
    }

    Instant since() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    String reason() {
        return DeliHeaders.text(record.headers(), DeliHeaders.REASON).orElse("");
    }

    /** {@code topic/partition/offset} of the record that could not be processed. */
    String origin() {
        return DeliHeaders.text(record.headers(), DeliHeaders.ORIGIN).orElse("");
    }

    String originTopic() {
        String origin = origin();
        int end = origin.indexOf('/');
        return end < 0 ? "" : origin.substring(0, end);
    }

    String key() {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** What was too large to be copied has left its reason and origin only. */
    boolean isComplete() {
        return record.key() != null || record.value() != null;
    }

    /** The record as it was before it became a letter. */
    ProducerRecord<byte[], byte[]> original() {
        var original = new ProducerRecord<>(originTopic(), null, record.key(), record.value());
        for (Header header : record.headers()) {
            if (!header.key().equals(DeliHeaders.REASON) && !header.key().equals(DeliHeaders.ORIGIN)) {
                original.headers().add(header);
            }
        }
        return original;
    }

    /** The note that says that this letter was put back; it lies behind the letter, so it lives longer. */
    ProducerRecord<byte[], byte[]> note() {
        var note = new ProducerRecord<byte[], byte[]>(record.topic(), record.partition(), null, null);
        DeliHeaders.put(note.headers(), REPLAYED, place());
        return note;
    }
}
