package io.deligate.streams.consume;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes records at least once, many keys at a time and the records of one key one after the other.
 *
 * <p>A record's offset is committed when its work and that of all records before it in its partition is done. Beyond
 * {@link #MOST_OPEN} records under way nothing more is read. Failed work is tried again with growing gaps, while later
 * records of the same key wait; after the last try the record goes to the dead letters and the key goes on.
 */
public final class KeyedConsumer {
    static final int MOST_OPEN = 2_000;
    private static final Logger log = LoggerFactory.getLogger(KeyedConsumer.class);

    private final Vertx vertx;
    private final RecordHandler handler;
    private final DeadLetters deadLetters;
    private final RetryGaps gaps;
    private final Work work = new Work();
    private final ConsumerLoop loop;

    /** A consumer that does nothing before {@link #start}. */
    public KeyedConsumer(
            Vertx vertx,
            String name,
            KafkaConfig kafka,
            RecordSource source,
            RecordHandler handler,
            DeadLetters deadLetters,
            RetryGaps gaps) {
        this.vertx = vertx;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.gaps = gaps;
        this.loop = new ConsumerLoop(name, kafka, source, work);
    }

    public void start() {
        loop.start();
    }

    /** Lets the work under way finish, within 4 s, commits it and leaves the group. */
    public Future<Void> stop() {
        return loop.stop();
    }

    private void run(Item item, int attempt) {
        Future<Void> result;
        try {
            result = handler.handle(item.record());
        } catch (RuntimeException failure) {
            result = Future.failedFuture(failure);
        }
        var unused = result.onComplete(done -> {
            if (done.succeeded()) {
                work.finished(item);
            } else if (attempt < gaps.count() && !(done.cause() instanceof UnprocessableRecordException)) {
                retryLater(item, attempt, done.cause());
            } else {
                bury(item, done.cause());
            }
        });
    }

    private void retryLater(Item item, int attempt, Throwable cause) {
        report(item, cause, "work failed, trying again");
        vertx.setTimer(gaps.gap(attempt).toMillis(), timer -> run(item, attempt + 1));
    }

    private void bury(Item item, Throwable cause) {
        report(item, cause, "work failed for good, to the dead letters");
        var unused = deadLetters
                .add(item.record(), cause)
                .onSuccess(none -> work.finished(item))
                // Kafka itself refused: without a copy the record must not count as done.
                .onFailure(refused -> retryLater(item, gaps.count() - 1, refused));
    }

    private static void report(Item item, Throwable cause, String message) {
        log.atError()
                .addKeyValue("topic", item.record().topic())
                .addKeyValue("partition", item.record().partition())
                .addKeyValue("offset", item.record().offset())
                .setCause(cause)
                .log(message);
    }

    /** One record under way, and the partition's books it belongs to: after a rebalance those are other ones. */
    private record Item(
            ConsumerRecord<byte[], byte[]> record, TopicPartition partition, ByteBuffer key, OffsetLedger ledger) {}

    /** Order per key, and the books; finished work is reported by any thread. */
    private final class Work implements RecordSink {
        private final Map<TopicPartition, OffsetLedger> ledgers = new HashMap<>();
        private final Map<ByteBuffer, ArrayDeque<Item>> queues = new HashMap<>();
        private int open;

        @Override
        public void accept(ConsumerRecords<byte[], byte[]> records) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Item item = enter(record);
                if (item != null) {
                    run(item, 0);
                }
            }
        }

        /** The record if its key is free, otherwise it waits behind the key's others. */
        private synchronized @org.jspecify.annotations.Nullable Item enter(ConsumerRecord<byte[], byte[]> record) {
            var partition = new TopicPartition(record.topic(), record.partition());
            OffsetLedger ledger = ledgers.computeIfAbsent(partition, none -> new OffsetLedger(record.offset()));
            ledger.opened(record.offset());
            open++;
            ByteBuffer key = ByteBuffer.wrap(record.key() == null ? new byte[0] : record.key());
            Item item = new Item(record, partition, key, ledger);
            ArrayDeque<Item> queue = queues.get(key);
            if (queue == null) {
                queues.put(key, new ArrayDeque<>(0));
                return item;
            }
            queue.add(item);
            return null;
        }

        void finished(Item item) {
            Item following = leave(item);
            if (following != null) {
                run(following, 0);
            }
        }

        private synchronized @org.jspecify.annotations.Nullable Item leave(Item item) {
            item.ledger().finished(item.record().offset());
            open--;
            if (open == 0 || item.ledger().openCount() == 0) {
                notifyAll();
            }
            ArrayDeque<Item> queue = queues.get(item.key());
            Item following = queue == null ? null : queue.poll();
            if (following == null) {
                queues.remove(item.key());
            }
            return following;
        }

        @Override
        public synchronized boolean hasRoom() {
            return open < MOST_OPEN;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> takeCommittable() {
            Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
            ledgers.forEach((partition, ledger) -> ledger.takeCommittable()
                    .ifPresent(position -> committable.put(partition, new OffsetAndMetadata(position))));
            return committable;
        }

        @Override
        public synchronized void settle(Collection<TopicPartition> partitions, Duration limit) {
            long deadline = System.nanoTime() + limit.toNanos();
            while (partitions.stream().anyMatch(this::isBusy)) {
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

        private boolean isBusy(TopicPartition partition) {
            OffsetLedger ledger = ledgers.get(partition);
            return ledger != null && ledger.openCount() > 0;
        }

        @Override
        public synchronized void revoked(Collection<TopicPartition> partitions) {
            // Waiting records go with the partition; what is running finishes into books nobody commits from.
            partitions.forEach(ledgers::remove);
            queues.values().forEach(queue -> {
                int before = queue.size();
                queue.removeIf(item -> partitions.contains(item.partition()));
                open -= before - queue.size();
            });
        }
    }
}
