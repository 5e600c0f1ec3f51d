package io.deligate.streams.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records under way: one of each key is worked on, the others of the key wait behind it, and every partition has
 * its books. Finished work is reported by any thread.
 *
 * <p>When a partition is revoked its waiting records go with it. What is being worked on finishes into books nobody
 * commits from, and still holds its key: should the partition come back, its records wait until then.
 */
final class OpenRecords implements RecordSink {
    /** How long a topic that has all of its quota again is remembered at most. */
    private static final long SWEEP_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final OpenLimits most;
    private final Consumer<OpenRecord> begin;
    private final Map<TopicPartition, OffsetLedger> ledgers = new HashMap<>();
    private final Map<OpenRecord.Lane, ArrayDeque<OpenRecord>> queues = new HashMap<>();
    private final @Nullable TopicQuota each;
    private final Runnable assigned;
    private final Map<String, TopicShare> shares = new HashMap<>();
    /** Topics that took something since they were last found within their quota: of all others nobody need ask. */
    private final Set<String> suspects = new HashSet<>();

    private long nextSweep = System.nanoTime();
    private int open;
    private long bytes;

    /** Hands each record whose turn has come to {@code begin}, except those {@link #pass} returns. */
    OpenRecords(OpenLimits most, Consumer<OpenRecord> begin) {
        this(most, null, begin, () -> {});
    }

    /** The same, and of one topic no more than its quota; runs {@code assigned} when partitions have come. */
    OpenRecords(OpenLimits most, @Nullable TopicQuota each, Consumer<OpenRecord> begin, Runnable assigned) {
        this.assigned = assigned;
        this.most = most;
        this.each = each;
        this.begin = begin;
    }

    @Override
    public void accept(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            enter(record).ifPresent(begin);
        }
    }

    @Override
    public void assigned() {
        assigned.run();
    }

    /** The record if its key is free; otherwise it waits. */
    private synchronized Optional<OpenRecord> enter(ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        OpenRecord item = OpenRecord.of(record, partition, ledger(partition, record.offset()));
        item.ledger().opened(record.offset());
        open++;
        bytes += item.size();
        if (each != null) {
            long now = System.nanoTime();
            shares.computeIfAbsent(record.topic(), topic -> new TopicShare(each, now))
                    .opened(item.size(), now);
            suspects.add(record.topic());
        }
        ArrayDeque<OpenRecord> queue = queues.get(item.lane());
        if (queue == null) {
            queues.put(item.lane(), new ArrayDeque<>(0));
            item.ledger().begun();
            return Optional.of(item);
        }
        queue.add(item);
        return Optional.empty();
    }

    private OffsetLedger ledger(TopicPartition partition, long offset) {
        OffsetLedger ledger = ledgers.get(partition);
        if (ledger == null || offset < ledger.next()) {
            ledger = new OffsetLedger(offset);
            ledgers.put(partition, ledger);
        }
        return ledger;
    }

    /** The record's work is over; returns the next one of its key, which the caller begins. */
    synchronized Optional<OpenRecord> leave(OpenRecord item) {
        settle(item);
        return pass(item);
    }

    /** The record's effect is safe, once or again. */
    synchronized void settle(OpenRecord item) {
        if (item.ledger().finished(item.record().offset())) {
            forget(item);
            pause(item);
        }
    }

    private void forget(OpenRecord item) {
        open--;
        bytes -= item.size();
        TopicShare share = shares.get(item.lane().topic());
        if (share != null) {
            share.closed(item.size());
        }
    }

    /** The next record of the key may begin; returns it, and the caller begins it. */
    synchronized Optional<OpenRecord> pass(OpenRecord item) {
        ArrayDeque<OpenRecord> queue = queues.get(item.lane());
        OpenRecord following = queue == null ? null : queue.poll();
        if (following == null) {
            queues.remove(item.lane());
        } else {
            following.ledger().begun();
        }
        return Optional.ofNullable(following);
    }

    /** The record waits for another try: nobody waits for it when its partition is revoked meanwhile. */
    synchronized void rest(OpenRecord item) {
        pause(item);
    }

    private void pause(OpenRecord item) {
        item.ledger().rested();
        if (!item.ledger().isBusy()) {
            notifyAll();
        }
    }

    /** The time of the next try has come; false when the record's partition has gone to somebody else. */
    synchronized boolean wake(OpenRecord item) {
        item.ledger().begun();
        return !item.ledger().isClosed();
    }

    /** Whether the record's partition has gone to somebody else since the record came. */
    synchronized boolean isRevoked(OpenRecord item) {
        return item.ledger().isClosed();
    }

    @Override
    public synchronized boolean hasRoom() {
        return open < most.records() && bytes < most.bytes();
    }

    @Override
    public synchronized Set<TopicPartition> held() {
        long now = System.nanoTime();
        if (now - nextSweep >= 0) {
            nextSweep = now + SWEEP_EVERY;
            shares.values().removeIf(share -> share.isIdle(now));
        }
        suspects.removeIf(topic -> !isOver(topic, now));
        return suspects.isEmpty()
                ? Set.of()
                : ledgers.keySet().stream()
                        .filter(partition -> suspects.contains(partition.topic()))
                        .collect(Collectors.toSet());
    }

    private boolean isOver(String topic, long now) {
        TopicShare share = shares.get(topic);
        return share != null && share.isOver(now);
    }

    /** How many records are under way, waiting ones included. */
    synchronized int count() {
        return open;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable() {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        ledgers.forEach((partition, ledger) -> ledger.committable()
                .ifPresent(position -> committable.put(partition, new OffsetAndMetadata(position))));
        return committable;
    }

    @Override
    public synchronized void committed(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.forEach((partition, position) -> {
            OffsetLedger ledger = ledgers.get(partition);
            if (ledger != null) {
                ledger.committed(position.offset());
            }
        });
    }

    @Override
    public synchronized void settle(Collection<TopicPartition> partitions, Duration limit) {
        Patience patience = new Patience(limit);
        while (partitions.stream().anyMatch(this::isBusy) && patience.waitOn(this)) {
            // Looks again.
        }
    }

    private boolean isBusy(TopicPartition partition) {
        OffsetLedger ledger = ledgers.get(partition);
        return ledger != null && ledger.isBusy();
    }

    @Override
    public synchronized void revoked(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            OffsetLedger ledger = ledgers.remove(partition);
            if (ledger != null) {
                ledger.close();
            }
        }
        queues.values()
                .forEach(queue -> queue.removeIf(item -> {
                    boolean gone = partitions.contains(item.partition());
                    if (gone) {
                        forget(item);
                    }
                    return gone;
                }));
    }
}
