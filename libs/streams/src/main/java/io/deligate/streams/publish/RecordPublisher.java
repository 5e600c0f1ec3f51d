package io.deligate.streams.publish;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records and says when all in-sync replicas have them; never blocks its caller.
 *
 * <p>The Kafka client would block in two places. Where a topic's metadata is missing, records wait in a queue until it
 * is there; {@link #prepare} has it fetched ahead of time. And where the buffer is full: this class counts the bytes in
 * flight and refuses with {@link NoRoomException}, or lets wait, long before. Records for one topic leave in the order of the
 * calls, and an outage of Kafka delays them without failing them.
 *
 * <p>The client's linger would let a single record wait, and its sending thread wakes for each new batch. Here a record goes
 * at once where none went in the last 1.5 ms, otherwise together with all others at the end of that time.
 *
 * <p>Thread-safe. Outcomes arrive on a thread of Kafka's or of this class, except those of {@link
 * #publish(ProducerRecord)} and {@link #publishInTurn(ProducerRecord)}.
 */
public final class RecordPublisher {
    private static final long BUFFER = 64L << 20;
    private static final int RECORD_OVERHEAD = 128;

    /** Between two bursts: what the client's sending thread and the broker do for one is spread over all that came meanwhile. */
    private static final Duration GAP = Duration.ofNanos(1_500_000);

    private final Vertx vertx;
    private final PublishLimits limits;
    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService keeper;
    private final ConcurrentHashMap<String, TopicGate> topics = new ConcurrentHashMap<>();
    private final Room room;
    private final Pace pace;

    /** Opens a publisher; Kafka need not be reachable yet. */
    public RecordPublisher(Vertx vertx, KafkaConfig kafka, String clientId) {
        this(vertx, kafka, clientId, new PublishLimits(BUFFER / 2, Duration.ofSeconds(30), Duration.ofSeconds(5)));
    }

    RecordPublisher(Vertx vertx, KafkaConfig kafka, String clientId, PublishLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.room = new Room(limits.mostHeld());
        this.producer = kafka.open(() -> new KafkaProducer<>(
                kafka.client(tuned(clientId), promised()), new ByteArraySerializer(), new ByteArraySerializer()));
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, clientId + "-records");
            thread.setDaemon(true);
            return thread;
        });
        this.pace = new Pace(keeper, GAP, sending -> gate(sending.topic()).send(sending));
    }

    private static Map<String, Object> tuned(String clientId) {
        return Map.of(
                // they have gathered when they come
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                32 << 10,
                ProducerConfig.CLIENT_ID_CONFIG,
                clientId);
    }

    private static Map<String, Object> promised() {
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // One request at a time to each broker: a partition that is new to its broker or to this producer may
                // refuse a batch and take the one behind it, and then the first never gets in.
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                // An outage delays records, it does not fail them: whoever waits for the outcome stops reading.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                BUFFER,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                0,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                TimeUnit.DAYS.toMillis(365));
    }

    /** Succeeds when records for the topic can leave at once; fails when its metadata cannot be had within 30 s. */
    public Future<Void> prepare(String topic) {
        return CallersContext.of(gate(topic).whenOpen());
    }

    /**
     * Sends one record; the Future succeeds with its offset, on the caller's context, once all in-sync replicas have
     * it, and fails with {@link NoRoomException} or Kafka's own exception.
     */
    public Future<Long> publish(ProducerRecord<byte[], byte[]> record) {
        Promised outcome = new Promised(vertx.getOrCreateContext());
        publish(record, outcome);
        return outcome.future();
    }

    /**
     * The same, but where there is no room it waits for some, behind all others that wait; the record's bytes are the
     * caller's to limit until then.
     */
    public Future<Long> publishInTurn(ProducerRecord<byte[], byte[]> record) {
        Promised outcome = new Promised(vertx.getOrCreateContext());
        boolean ignored = publishInTurn(record, outcome);
        return outcome.future();
    }

    /** An outcome as a Future of the caller's context. */
    private record Promised(OutcomeQueue way, Promise<Long> promise) implements PublishOutcome {
        Promised(Context caller) {
            this(OutcomeQueue.of(caller), Promise.promise());
        }

        Future<Long> future() {
            return promise.future();
        }

        @Override
        public void stored(long offset) {
            way.add(() -> promise.complete(offset));
        }

        @Override
        public void failed(Throwable cause) {
            way.add(() -> promise.fail(cause));
        }
    }

    /**
     * Sends one record; the outcome is told on a thread of Kafka's or of this class, a refusal for want of room at once
     * on the caller's.
     */
    public void publish(ProducerRecord<byte[], byte[]> record, PublishOutcome outcome) {
        long size = size(record);
        if (!room.take(size)) {
            outcome.failed(new NoRoomException(room.held(), room.most()));
            return;
        }
        pace.add(new Sending(record, size, room, outcome));
    }

    /**
     * Sends one record as soon as there is room for it, behind all others that wait; the outcome is told on a thread of
     * Kafka's or of this class.
     *
     * @return false when it has to wait; its bytes are the caller's to limit until the outcome is told
     */
    public boolean publishInTurn(ProducerRecord<byte[], byte[]> record, PublishOutcome outcome) {
        long size = size(record);
        Sending sending = new Sending(record, size, room, outcome);
        if (room.takeInTurn(size)) {
            pace.add(sending);
            return true;
        }
        room.await(size, new Room.Guest() {
            @Override
            public void admitted() {
                pace.add(sending);
            }

            @Override
            public void refused() {
                outcome.failed(new IllegalStateException("publisher: closed (expected: open)"));
            }
        });
        return false;
    }

    /** Bytes handed over and not acknowledged yet. */
    public long heldBytes() {
        return room.held();
    }

    /** How long records have been waiting without a single one being acknowledged; zero while nothing waits. */
    public Duration stalledFor() {
        return room.stalledFor();
    }

    /** Succeeds when what is held is sent and the client closed, within 5 s; records not sent by then fail. */
    public Future<Void> close() {
        long end = System.nanoTime() + limits.close().toNanos();
        return CallersContext.of(blocking(() -> letGoBy(end))
                .transform(any -> Future.join(
                        topics.values().stream().map(gate -> gate.endBy(end)).toList()))
                .transform(any -> blocking(() -> letGoBy(end)))
                .transform(any -> blocking(() -> endBy(end))));
    }

    /** What came up to now goes, on the thread on which all records go. */
    private @Nullable Void letGoBy(long nanoTime) throws Exception {
        var unused = keeper.submit(pace::letGo).get(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
        return null;
    }

    private @Nullable Void endBy(long nanoTime) {
        try {
            // First, so that what comes too late is refused in its order.
            producer.close(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
        } finally {
            keeper.shutdown();
            room.close();
            while (pace.letGo()) {
                // the client refuses them
            }
        }
        return null;
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    private static long size(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return RECORD_OVERHEAD + (value == null ? 0 : value.length);
    }

    private TopicGate gate(String topic) {
        TopicGate known = topics.get(topic);
        return known != null
                ? known
                : topics.computeIfAbsent(topic, name -> new TopicGate(name, producer, keeper, limits.metadata()));
    }
}
