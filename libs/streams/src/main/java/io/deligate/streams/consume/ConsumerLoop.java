package io.deligate.streams.consume;

import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a Kafka consumer: it polls, feeds its sink, commits what the sink has finished, and keeps
 * the group membership while the sink has no room (paused partitions are still polled).
 */
final class ConsumerLoop {
    private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_WHILE_FULL = Duration.ofMillis(5);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(200);
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(4);

    private final RecordSource source;
    private final RecordSink sink;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final Promise<Void> ended = Promise.promise();
    private volatile boolean stopping;
    private boolean paused;
    private long nextCommit = System.nanoTime();
    private Map<TopicPartition, Long> ends = Map.of();

    ConsumerLoop(String name, KafkaConfig kafka, RecordSource source, RecordSink sink) {
        this.source = source;
        this.sink = sink;
        this.consumer = new KafkaConsumer<>(
                properties(name, kafka, source), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, name);
    }

    private static Properties properties(String name, KafkaConfig kafka, RecordSource source) {
        Map<String, Object> tuned = new HashMap<>();
        tuned.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        tuned.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        Map<String, Object> promised = new HashMap<>();
        promised.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        promised.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        promised.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (source instanceof RecordSource.Shared shared) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, shared.group());
        } else if (source instanceof RecordSource.Owned owned) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, owned.group());
        }
        return kafka.client(tuned, promised);
    }

    void start() {
        thread.start();
    }

    /** Lets work under way finish, commits it and leaves the group; succeeds when the thread has ended. */
    Future<Void> stop() {
        stopping = true;
        return thread.isAlive() ? ended.future() : Future.succeededFuture();
    }

    private void run() {
        try {
            whenReachable(this::subscribe);
            while (!stopping) {
                turn();
            }
            settle(consumer.assignment());
        } catch (RuntimeException fatal) {
            log.atError()
                    .addKeyValue("consumer", thread.getName())
                    .setCause(fatal)
                    .log("consumer ended");
        } finally {
            consumer.close(CloseOptions.timeout(COMMIT_LIMIT));
            ended.tryComplete();
        }
    }

    private void whenReachable(Runnable step) {
        while (!stopping) {
            try {
                step.run();
                return;
            } catch (RetriableException passing) {
                report(passing);
            }
        }
    }

    private void subscribe() {
        if (source instanceof RecordSource.Shared shared) {
            consumer.subscribe(shared.topics(), new Rebalance());
        } else if (source instanceof RecordSource.Owned owned) {
            consumer.assign(partitionsOf(owned.topic()));
        } else if (source instanceof RecordSource.Whole whole) {
            List<TopicPartition> partitions = partitionsOf(whole.topic());
            ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
    }

    private List<TopicPartition> partitionsOf(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    private void turn() {
        try {
            steer();
            var records = consumer.poll(paused ? POLL_WHILE_FULL : POLL);
            if (!records.isEmpty()) {
                sink.accept(records);
            }
            if (!ends.isEmpty()) {
                checkCaughtUp();
            }
            if (System.nanoTime() - nextCommit >= 0) {
                commitAsync();
                nextCommit = System.nanoTime() + COMMIT_EVERY.toNanos();
            }
        } catch (RetriableException | RebalanceInProgressException passing) {
            report(passing);
        }
    }

    private void checkCaughtUp() {
        if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            ends = Map.of();
            sink.caughtUp();
        }
    }

    private void steer() {
        boolean room = sink.hasRoom();
        if (!room) {
            // Again at each turn: a rebalance may have brought partitions that are not paused.
            consumer.pause(consumer.assignment());
        } else if (paused) {
            consumer.resume(consumer.assignment());
        }
        paused = !room;
    }

    private void commitAsync() {
        var done = sink.takeCommittable();
        if (!done.isEmpty()) {
            consumer.commitAsync(done, (offsets, failure) -> {
                if (failure != null) {
                    report(failure);
                }
            });
        }
    }

    /** The end of these partitions' time with us: what is under way finishes, what is finished is committed. */
    private void settle(Collection<TopicPartition> partitions) {
        sink.settle(partitions, SETTLE_LIMIT);
        Map<TopicPartition, OffsetAndMetadata> done = sink.takeCommittable();
        if (!done.isEmpty()) {
            try {
                consumer.commitSync(done, COMMIT_LIMIT);
            } catch (KafkaException lost) {
                report(lost);
            }
        }
    }

    /** Kafka's passing troubles: a lost commit is covered by the next one, or the records come again. */
    private void report(Exception passing) {
        log.atWarn().addKeyValue("consumer", thread.getName()).log("kafka: {}", passing.toString());
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.atDebug().addKeyValue("consumer", thread.getName()).log("assigned {}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            settle(partitions);
            sink.revoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            sink.revoked(partitions);
        }
    }
}
