package io.deligate.streams.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The one batch under way, and the positions behind finished ones. Records whose partition is revoked leave the batch:
 * their new owner gets them again. Results are reported by any thread.
 */
final class OpenBatch implements RecordSink {
    /** One go at a batch: which batch, the how manieth go counted from 0, and what is still ours of it. */
    record Try(long batch, int attempt, List<ConsumerRecord<byte[], byte[]>> records) {}

    private final Consumer<Try> begin;
    private final Map<TopicPartition, OffsetAndMetadata> finished = new HashMap<>();
    private final Set<TopicPartition> ours = new HashSet<>();
    private List<ConsumerRecord<byte[], byte[]>> records = List.of();
    private long number;
    private boolean running;

    OpenBatch(Consumer<Try> begin) {
        this.begin = begin;
    }

    @Override
    public void accept(ConsumerRecords<byte[], byte[]> polled) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(polled.count());
        polled.forEach(batch::add);
        Try first;
        synchronized (this) {
            records = List.copyOf(batch);
            ours.addAll(polled.partitions());
            running = true;
            first = new Try(++number, 0, records);
        }
        begin.accept(first);
    }

    /** All effects are safe. */
    synchronized void succeeded() {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = partition(record);
            if (ours.contains(partition)) {
                finished.put(partition, new OffsetAndMetadata(record.offset() + 1));
            }
        }
        over();
    }

    /** The batch waits for another try. */
    synchronized void failed() {
        running = false;
        if (ours.isEmpty()) {
            over();
        }
        notifyAll();
    }

    /** The next try, with what is still ours; empty when nothing is: the batch is over, perhaps long since. */
    synchronized Optional<Try> again(Try failed) {
        if (failed.batch() != number || ours.isEmpty()) {
            return Optional.empty();
        }
        records = records.stream()
                .filter(record -> ours.contains(partition(record)))
                .toList();
        running = true;
        return Optional.of(new Try(number, failed.attempt() + 1, records));
    }

    private void over() {
        records = List.of();
        ours.clear();
        running = false;
        notifyAll();
    }

    @Override
    public synchronized boolean hasRoom() {
        return records.isEmpty();
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable() {
        return Map.copyOf(finished);
    }

    @Override
    public synchronized void committed(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.forEach(finished::remove);
    }

    /** A batch that only waits for another try is not waited for. */
    @Override
    public synchronized void settle(Collection<TopicPartition> partitions, Duration limit) {
        Patience patience = new Patience(limit);
        while (running && partitions.stream().anyMatch(ours::contains) && patience.waitOn(this)) {
            // Looks again.
        }
    }

    @Override
    public synchronized void revoked(Collection<TopicPartition> partitions) {
        partitions.forEach(finished::remove);
        partitions.forEach(ours::remove);
        if (!running && ours.isEmpty()) {
            over();
        }
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
