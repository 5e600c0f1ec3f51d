package io.deligate.registryservice.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions from their ends backward, window by window, until enough messages of the device are found or the time,
 * the bytes or the windows are used up. Blocks.
 */
final class BackwardReader {
    private static final long WINDOW = 4_000;
    private static final int MOST_WINDOWS = 5;
    private static final long MOST_BYTES = 32 << 20;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final DeviceTopics topics;
    private final int limit;
    private final long deadline;
    private final PriorityQueue<TracedMessage> found;
    private final Map<TopicPartition, Instant> oldestRead = new HashMap<>();
    private long bytes;

    BackwardReader(Consumer<byte[], byte[]> consumer, DeviceTopics topics, int limit, Duration patience) {
        this.consumer = consumer;
        this.topics = topics;
        this.limit = limit;
        this.deadline = System.nanoTime() + patience.toNanos();
        // its head is the oldest, which is the first to go
        this.found = new PriorityQueue<>(TracedMessage.NEWEST_FIRST.reversed());
    }

    Recent read(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, left());
        Map<TopicPartition, Long> unread = new HashMap<>(consumer.endOffsets(partitions, left()));
        for (int window = 0; window < MOST_WINDOWS && found.size() < limit && hasRoom(); window++) {
            Map<TopicPartition, Long> froms = new HashMap<>();
            unread.forEach((partition, end) -> {
                long from = Math.max(begins.getOrDefault(partition, 0L), end - WINDOW);
                if (from < end) {
                    froms.put(partition, from);
                }
            });
            if (froms.isEmpty()) {
                break;
            }
            for (TopicPartition done : readWindow(froms, unread)) {
                unread.put(done, froms.get(done));
            }
        }
        return new Recent(newestFirst(), completeSince(begins, unread));
    }

    /** The partitions of which everything from {@code froms} to {@code ends} was read. */
    private Set<TopicPartition> readWindow(Map<TopicPartition, Long> froms, Map<TopicPartition, Long> ends) {
        consumer.assign(froms.keySet());
        consumer.resume(froms.keySet());
        froms.forEach(consumer::seek);
        Set<TopicPartition> open = new HashSet<>(froms.keySet());
        Map<TopicPartition, Instant> oldest = new HashMap<>();
        while (!open.isEmpty() && hasRoom()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(shorter(POLL, left()))) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                bytes += record.serializedValueSize();
                oldest.putIfAbsent(partition, Instant.ofEpochMilli(record.timestamp()));
                if (record.offset() < ends.getOrDefault(partition, 0L) && topics.isOfDevice(record)) {
                    keep(topics.message(record));
                }
            }
            List<TopicPartition> done = open.stream()
                    .filter(partition -> consumer.position(partition, left()) >= ends.getOrDefault(partition, 0L))
                    .toList();
            consumer.pause(done);
            open.removeAll(done);
        }
        Set<TopicPartition> complete = new HashSet<>(froms.keySet());
        complete.removeAll(open);
        oldest.keySet().retainAll(complete);
        oldestRead.putAll(oldest);
        return complete;
    }

    private void keep(TracedMessage message) {
        found.add(message);
        if (found.size() > limit) {
            var unused = found.poll();
        }
    }

    private List<TracedMessage> newestFirst() {
        List<TracedMessage> messages = new ArrayList<>(found);
        messages.sort(TracedMessage.NEWEST_FIRST);
        return messages;
    }

    private @Nullable Instant completeSince(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> unread) {
        Instant since = found.size() == limit ? found.element().time() : null;
        for (Map.Entry<TopicPartition, Long> each : unread.entrySet()) {
            if (each.getValue() > begins.getOrDefault(each.getKey(), 0L)) {
                // of a partition that was not read at all nothing can be said
                Instant oldest = oldestRead.getOrDefault(each.getKey(), Instant.MAX);
                since = since == null || oldest.isAfter(since) ? oldest : since;
            }
        }
        return since;
    }

    private boolean hasRoom() {
        return bytes < MOST_BYTES && System.nanoTime() - deadline < 0;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
