package io.deligate.registryservice.trace;

import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is said from now on. Ask for the {@link #next} messages again and again, one after the other, and {@link #close} in
 * the end; edges that come up meanwhile are followed too.
 */
public final class Tail {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_EDGES = Duration.ofSeconds(10);

    private final DeviceTopics topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Future<List<EdgeId>>> edges;
    private final WorkerExecutor threads;
    private final Promise<Void> closed = Promise.promise();
    private Future<?> last = Future.succeededFuture();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private long lookedAt;
    private boolean closing;

    Tail(
            DeviceTopics topics,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Future<List<EdgeId>>> edges,
            WorkerExecutor threads) {
        this.topics = topics;
        this.consumers = consumers;
        this.edges = edges;
        this.threads = threads;
    }

    Future<Tail> open() {
        Future<Tail> opened = edges.get()
                .compose(live -> threads.executeBlocking(
                        () -> {
                            consumer = consumers.get();
                            follow(consumer, live, System.currentTimeMillis());
                            return this;
                        },
                        false));
        lookedAt = System.nanoTime();
        last = opened;
        return opened.onFailure(cause -> {
            var unused = close();
        });
    }

    /** Succeeds with the messages that have come, in their order, none after a short while; fails when Kafka does. */
    public Future<List<TracedMessage>> next() {
        boolean look = System.nanoTime() - lookedAt > LOOK_FOR_EDGES.toNanos();
        if (look) {
            lookedAt = System.nanoTime();
        }
        Future<List<TracedMessage>> next = (look ? edges.get() : Future.succeededFuture(List.<EdgeId>of()))
                .compose(live ->
                        closing ? Future.succeededFuture(List.of()) : threads.executeBlocking(() -> poll(live), false));
        last = next;
        return next;
    }

    /** Succeeds when nothing is read any more. */
    public Future<Void> close() {
        if (!closing) {
            closing = true;
            var unused = last.transform(done -> threads.executeBlocking(this::shut, false))
                    .onComplete(done -> closed.tryComplete());
        }
        return closed.future();
    }

    Future<Void> closed() {
        return closed.future();
    }

    private @Nullable Void shut() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
        return null;
    }

    private List<TracedMessage> poll(List<EdgeId> live) {
        Consumer<byte[], byte[]> reading = consumer;
        if (reading == null) {
            throw new IllegalStateException("tail: not open (expected: next after open)");
        }
        if (!live.isEmpty()) {
            follow(reading, live, System.currentTimeMillis() - 2 * LOOK_FOR_EDGES.toMillis());
        }
        List<TracedMessage> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
            if (topics.isOfDevice(record)) {
                messages.add(topics.message(record));
            }
        }
        return messages;
    }

    /** Takes up partitions that are not followed yet, from where they were at that time. */
    private void follow(Consumer<byte[], byte[]> reading, List<EdgeId> live, long since) {
        Set<TopicPartition> followed = new HashSet<>(reading.assignment());
        Set<TopicPartition> fresh = topics.partitions(reading, live, LIMIT);
        fresh.removeAll(followed);
        if (fresh.isEmpty()) {
            return;
        }
        followed.addAll(fresh);
        reading.assign(followed);
        Map<TopicPartition, Long> times = new HashMap<>();
        fresh.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, Long> ends = reading.endOffsets(fresh, LIMIT);
        Map<TopicPartition, OffsetAndTimestamp> starts = reading.offsetsForTimes(times, LIMIT);
        for (TopicPartition partition : fresh) {
            OffsetAndTimestamp start = starts.get(partition);
            reading.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
    }
}
