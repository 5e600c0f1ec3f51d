package io.deligate.streams.consume;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes records at least once, a poll's worth at a time, one batch after the other: for work that is cheaper
 * together, such as writing to a database. A batch that fails is tried again until it succeeds, so an outage of the
 * database delays records and loses none; what is wrong with a single record is the handler's to sort out.
 */
public final class BatchConsumer {
    private static final Logger log = LoggerFactory.getLogger(BatchConsumer.class);

    private final Vertx vertx;
    private final BatchHandler handler;
    private final RetryGaps gaps;
    private final Batches batches = new Batches();
    private final ConsumerLoop loop;

    /** A consumer that does nothing before {@link #start}; the gaps' count is not used: it never gives up. */
    public BatchConsumer(
            Vertx vertx, String name, KafkaConfig kafka, RecordSource source, BatchHandler handler, RetryGaps gaps) {
        this.vertx = vertx;
        this.handler = handler;
        this.gaps = gaps;
        this.loop = new ConsumerLoop(name, kafka, source, batches);
    }

    public void start() {
        loop.start();
    }

    /** Lets the batch under way finish, within 4 s, commits it and leaves the group. */
    public Future<Void> stop() {
        batches.stopping = true;
        return loop.stop();
    }

    private void run(List<ConsumerRecord<byte[], byte[]>> batch, int attempt) {
        Future<Void> result;
        try {
            result = handler.handle(batch);
        } catch (RuntimeException failure) {
            result = Future.failedFuture(failure);
        }
        var unused = result.onComplete(done -> {
            if (done.succeeded()) {
                batches.finished(batch);
            } else {
                log.atError()
                        .addKeyValue("records", batch.size())
                        .setCause(done.cause())
                        .log("batch failed");
                if (!batches.stopping) {
                    vertx.setTimer(gaps.gap(attempt).toMillis(), timer -> run(batch, attempt + 1));
                }
            }
        });
    }

    private final class Batches implements RecordSink {
        private final Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        private boolean busy;
        private volatile boolean stopping;

        @Override
        public void accept(ConsumerRecords<byte[], byte[]> records) {
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
            records.forEach(batch::add);
            synchronized (this) {
                busy = true;
            }
            run(batch, 0);
        }

        synchronized void finished(List<ConsumerRecord<byte[], byte[]>> batch) {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                committable.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            busy = false;
            notifyAll();
        }

        @Override
        public synchronized boolean hasRoom() {
            return !busy;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> takeCommittable() {
            Map<TopicPartition, OffsetAndMetadata> taken = Map.copyOf(committable);
            committable.clear();
            return taken;
        }

        @Override
        public synchronized void settle(Collection<TopicPartition> partitions, Duration limit) {
            long deadline = System.nanoTime() + limit.toNanos();
            while (busy) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return;
                }
                try {
                    wait(left);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        @Override
        public synchronized void revoked(Collection<TopicPartition> partitions) {
            partitions.forEach(committable::remove);
        }
    }
}
