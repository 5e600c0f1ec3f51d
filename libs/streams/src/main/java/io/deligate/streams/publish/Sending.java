package io.deligate.streams.publish;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record on its way: handed to the Kafka client until it takes it, its outcome told exactly once. */
final class Sending implements Callback {
    private static final Logger log = LoggerFactory.getLogger(Sending.class);

    private final ProducerRecord<byte[], byte[]> record;
    private final long size;
    private final Room room;
    private final PublishOutcome outcome;
    private @Nullable Thread handing;
    private boolean postponed;
    private boolean told;

    Sending(ProducerRecord<byte[], byte[]> record, long size, Room room, PublishOutcome outcome) {
        this.record = record;
        this.size = size;
        this.room = room;
        this.outcome = outcome;
    }

    String topic() {
        return record.topic();
    }

    /** False when the client would have to block to take the record: nothing has happened, try again later. */
    boolean hand(Producer<byte[], byte[]> producer) {
        handing = Thread.currentThread();
        postponed = false;
        try {
            var unused = producer.send(record, this);
        } catch (RuntimeException refused) {
            fail(refused);
        } finally {
            handing = null;
        }
        return !postponed;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            room.progressed();
            tell(() -> outcome.stored(metadata.offset()));
        } else if (failure instanceof TimeoutException && handing == Thread.currentThread()) {
            // Told from within send: the metadata is not there or the buffer is full, the record was not taken.
            postponed = true;
        } else {
            fail(failure);
        }
    }

    void fail(Throwable cause) {
        tell(() -> outcome.failed(cause));
    }

    private void tell(Runnable message) {
        if (told) {
            return;
        }
        told = true;
        try {
            message.run();
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("topic", record.topic()).setCause(bug).log("a record's outcome was not taken");
        } finally {
            room.free(size);
        }
    }
}
