package io.deligate.registryservice.trace;

import io.deligate.protocol.DeviceId;
import io.deligate.registryview.EdgeList;
import io.deligate.registryview.EdgeNotice;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one device's messages from Kafka, each time anew and within bounds of time, bytes and number of readers. For one
 * event loop; reading happens on threads of its own.
 */
public final class MessageTrace {
    /** The most messages one answer holds. */
    public static final int MOST_MESSAGES = 200;

    private static final int MOST_READERS = 4;
    private static final int MOST_TAILS = 16;
    private static final int FETCH_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final AtomicLong CLIENTS = new AtomicLong();

    private final KafkaConfig kafka;
    private final TopicNames names;
    private final EdgeList edges;
    private final WorkerExecutor threads;
    private int readers;
    private final Set<Tail> tails = new HashSet<>();

    public MessageTrace(Vertx vertx, KafkaConfig kafka, TopicNames names, EdgeList edges) {
        this.kafka = kafka;
        this.names = names;
        this.edges = edges;
        this.threads = vertx.createSharedWorkerExecutor("registry-trace", MOST_READERS + MOST_TAILS);
    }

    /**
     * Succeeds within some seconds with the newest messages; fails with {@link TraceBusy}, or when Kafka does not
     * answer.
     *
     * @param limit at most so many, up to {@link #MOST_MESSAGES}
     */
    public Future<Recent> recent(DeviceId device, int limit) {
        if (readers == MOST_READERS) {
            return Future.failedFuture(new TraceBusy(MOST_READERS));
        }
        readers++;
        return liveEdges()
                .compose(live -> threads.executeBlocking(() -> read(device, limit, live), false))
                .onComplete(done -> readers--);
    }

    /** Succeeds with what the device and the platform say from now on; fails with {@link TraceBusy} or as Kafka does. */
    public Future<Tail> follow(DeviceId device) {
        if (tails.size() == MOST_TAILS) {
            return Future.failedFuture(new TraceBusy(MOST_TAILS));
        }
        Tail tail = new Tail(new DeviceTopics(names, device), this::newConsumer, this::liveEdges, threads);
        tails.add(tail);
        var unused = tail.closed().onComplete(done -> tails.remove(tail));
        return tail.open();
    }

    /** Succeeds when nothing is followed any more; what is still read fails. */
    public Future<Void> close() {
        return Future.join(List.copyOf(tails).stream().map(Tail::close).toList())
                .transform(done -> threads.close());
    }

    private Recent read(DeviceId device, int limit, List<EdgeId> live) {
        try (Consumer<byte[], byte[]> consumer = newConsumer()) {
            DeviceTopics topics = new DeviceTopics(names, device);
            Set<TopicPartition> partitions = topics.partitions(consumer, live, PATIENCE);
            return new BackwardReader(consumer, topics, limit, PATIENCE).read(partitions);
        }
    }

    private Future<List<EdgeId>> liveEdges() {
        return edges.all()
                .map(all -> all.stream().map(EdgeNotice::edge).map(EdgeId::new).toList());
    }

    private Consumer<byte[], byte[]> newConsumer() {
        Map<String, Object> tuned = Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "registry-trace-" + CLIENTS.incrementAndGet(),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1_000);
        Map<String, Object> promised = Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return new KafkaConsumer<>(
                kafka.client(tuned, promised), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
