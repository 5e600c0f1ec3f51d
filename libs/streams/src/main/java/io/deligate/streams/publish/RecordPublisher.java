package io.deligate.streams.publish;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records and says when all in-sync replicas have them; never blocks its caller.
 *
 * <p>The Kafka client blocks in two places, and both are kept away from the caller. It waits for a topic's metadata
 * at first use: records for a topic not met before wait in a queue while a worker fetches it ({@link #prepare} does so
 * ahead of time). And it waits for buffer space: this class counts the bytes in flight and refuses with
 * {@link NoRoomException} long before the buffer is full. Records for one topic leave in the order of the calls.
 *
 * <p>Thread-safe. Outcomes arrive on the Kafka client's thread, except those of {@link #publish(ProducerRecord)}.
 */
public final class RecordPublisher {
    private static final long BUFFER = 64L << 20;
    private static final long MOST_HELD = BUFFER / 2;
    private static final int RECORD_OVERHEAD = 128;
    private static final Duration METADATA_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Producer<byte[], byte[]> producer;
    private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final Queue<Runnable> waitingForRoom = new ConcurrentLinkedQueue<>();
    private volatile long progressAt = System.nanoTime();

    /** Opens a publisher; Kafka need not be reachable yet. */
    public RecordPublisher(Vertx vertx, KafkaConfig kafka, String clientId) {
        this.vertx = vertx;
        Map<String, Object> tuned = Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                1,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                32 << 10,
                ProducerConfig.CLIENT_ID_CONFIG,
                clientId);
        Map<String, Object> promised = Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // An outage delays records, it does not fail them: whoever waits for the outcome stops reading.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                BUFFER,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                5,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                TimeUnit.DAYS.toMillis(365));
        this.producer = new KafkaProducer<>(
                kafka.client(tuned, promised), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Succeeds when records for the topic can leave at once; fails when its metadata cannot be had within 30 s. */
    public Future<Void> prepare(String topic) {
        return topic(topic).prepared();
    }

    /**
     * Sends one record; the Future succeeds with its offset, on the caller's context, once all in-sync replicas have
     * it, and fails with {@link NoRoomException} or Kafka's own exception.
     */
    public Future<Long> publish(ProducerRecord<byte[], byte[]> record) {
        Context context = vertx.getOrCreateContext();
        Promise<Long> promise = Promise.promise();
        publish(record, new PublishOutcome() {
            @Override
            public void stored(long offset) {
                context.runOnContext(none -> promise.complete(offset));
            }

            @Override
            public void failed(Throwable cause) {
                context.runOnContext(none -> promise.fail(cause));
            }
        });
        return promise.future();
    }

    /** Sends one record; the outcome is told on the Kafka client's thread, a refusal at once on the caller's. */
    public void publish(ProducerRecord<byte[], byte[]> record, PublishOutcome outcome) {
        long size = size(record);
        long now = held.addAndGet(size);
        if (now > MOST_HELD) {
            held.addAndGet(-size);
            outcome.failed(new NoRoomException(now, MOST_HELD));
            return;
        }
        if (now == size) {
            progressAt = System.nanoTime();
        }
        topic(record.topic()).send(record, size, outcome);
    }

    /** Runs the task once, as soon as the publisher holds less than half of what it may; on any thread. */
    public void whenRoom(Runnable task) {
        waitingForRoom.add(task);
        if (held.get() <= MOST_HELD / 2) {
            wakeWaiting();
        }
    }

    /** Bytes handed over and not acknowledged yet. */
    public long heldBytes() {
        return held.get();
    }

    /** How long records have been waiting without a single one being acknowledged; zero while nothing waits. */
    public Duration stalledFor() {
        return held.get() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progressAt);
    }

    /** Sends what is held and closes, within 5 s; records not sent by then fail. */
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    producer.close(CLOSE_LIMIT);
                    return null;
                },
                false);
    }

    private static long size(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return RECORD_OVERHEAD + (value == null ? 0 : value.length);
    }

    private Topic topic(String name) {
        Topic known = topics.get(name);
        return known != null ? known : topics.computeIfAbsent(name, Topic::new);
    }

    private void release(long size) {
        progressAt = System.nanoTime();
        if (held.addAndGet(-size) <= MOST_HELD / 2 && !waitingForRoom.isEmpty()) {
            wakeWaiting();
        }
    }

    private void wakeWaiting() {
        // As many as wait now: a task that is refused again queues itself for the next time.
        for (int left = waitingForRoom.size(); left > 0; left--) {
            Runnable task = waitingForRoom.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    private void hand(ProducerRecord<byte[], byte[]> record, long size, PublishOutcome outcome) {
        try {
            var unused = producer.send(record, (metadata, failure) -> {
                release(size);
                if (failure == null) {
                    outcome.stored(metadata.offset());
                } else {
                    outcome.failed(failure);
                }
            });
        } catch (RuntimeException refused) {
            release(size);
            outcome.failed(refused);
        }
    }

    private record Waiting(ProducerRecord<byte[], byte[]> record, long size, PublishOutcome outcome) {}

    /** A topic from its first use on: until its metadata is there, records wait in order. */
    private final class Topic {
        private final String name;
        private final Promise<Void> prepared = Promise.promise();
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private volatile boolean ready;
        private boolean fetching;

        Topic(String name) {
            this.name = name;
        }

        Future<Void> prepared() {
            fetch();
            return prepared.future();
        }

        void send(ProducerRecord<byte[], byte[]> record, long size, PublishOutcome outcome) {
            if (!ready) {
                synchronized (this) {
                    if (!ready) {
                        waiting.add(new Waiting(record, size, outcome));
                        fetch();
                        return;
                    }
                }
            }
            hand(record, size, outcome);
        }

        private synchronized void fetch() {
            if (ready || fetching) {
                return;
            }
            fetching = true;
            var unused = vertx.executeBlocking(this::fetchMetadata, false)
                    .onSuccess(none -> open())
                    .onFailure(this::giveUp);
        }

        private Void fetchMetadata() {
            long deadline = System.nanoTime() + METADATA_LIMIT.toNanos();
            while (true) {
                try {
                    var unused = producer.partitionsFor(name);
                    return null;
                } catch (RetriableException notYet) {
                    if (System.nanoTime() > deadline) {
                        throw notYet;
                    }
                }
            }
        }

        private void open() {
            synchronized (this) {
                for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                    hand(next.record(), next.size(), next.outcome());
                }
                ready = true;
            }
            prepared.tryComplete();
        }

        private void giveUp(Throwable cause) {
            ArrayDeque<Waiting> refused;
            synchronized (this) {
                refused = new ArrayDeque<>(waiting);
                waiting.clear();
                topics.remove(name, this);
            }
            for (Waiting each : refused) {
                release(each.size());
                each.outcome().failed(cause);
            }
            prepared.tryFail(cause);
        }
    }
}
