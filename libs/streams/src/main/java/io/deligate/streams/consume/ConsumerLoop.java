package io.deligate.streams.consume;

import io.deligate.streams.publish.CallersContext;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
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
    private static final Duration ASK_LIMIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RecordSource source;
    private final RecordSink sink;
    private final boolean commits;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final Promise<Void> inPlace = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private volatile @Nullable String problem;
    private boolean started;
    private boolean full;
    private boolean committing;
    private long nextCommit = System.nanoTime();
    private Map<TopicPartition, Long> ends = Map.of();

    ConsumerLoop(String name, KafkaConfig kafka, RecordSource source, RecordSink sink) {
        this.source = source;
        this.sink = sink;
        this.commits = source instanceof RecordSource.Shared || source instanceof RecordSource.Owned;
        this.consumer = new KafkaConsumer<>(
                properties(name, kafka, source), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, name);
    }

    private static Properties properties(String name, KafkaConfig kafka, RecordSource source) {
        Map<String, Object> tuned = new HashMap<>();
        tuned.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        tuned.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // After a crash the group waits this long for its dead member: less than a device waits before it repeats.
        tuned.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        tuned.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        if (source instanceof RecordSource.Whole) {
            // A table that lags tells what is no longer true: a silent connection is given up soon.
            tuned.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_000);
            tuned.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
            tuned.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 4_000);
        }
        Map<String, Object> promised = new HashMap<>();
        promised.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Whoever follows a tail would rather miss a record than see a whole topic again.
        promised.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, source instanceof RecordSource.Tail ? "latest" : "earliest");
        promised.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (source instanceof RecordSource.Shared shared) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, shared.group());
        } else if (source instanceof RecordSource.Owned owned) {
            promised.put(ConsumerConfig.GROUP_ID_CONFIG, owned.group());
        }
        return kafka.client(tuned, promised);
    }

    /** Once; does nothing after {@link #stop}. */
    synchronized void start() {
        if (!stopping()) {
            thread.start();
            started = true;
        }
    }

    /** Lets work under way finish, commits it and leaves the group; succeeds when the thread has ended. */
    synchronized Future<Void> stop() {
        stopAsked.countDown();
        if (!started && !ended.future().isComplete()) {
            consumer.close(CloseOptions.timeout(COMMIT_LIMIT));
            inPlace.fail(new IllegalStateException("the consumer was never started"));
            ended.complete();
        }
        return CallersContext.of(ended.future());
    }

    /** Succeeds when it is settled where reading begins, and fails when the thread ends before; on that thread. */
    Future<Void> inPlace() {
        return inPlace.future();
    }

    /** Succeeds when the thread has ended, asked to or not; on that thread. */
    Future<Void> ended() {
        return ended.future();
    }

    /** What has ended the thread unasked. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private boolean stopping() {
        return stopAsked.getCount() == 0;
    }

    private void run() {
        try {
            whenReachable(this::subscribe);
            if (!stopping()) {
                inPlace.complete();
            }
            while (!stopping()) {
                turn();
            }
        } catch (RuntimeException | Error fatal) {
            problem = thread.getName() + " has ended: " + fatal;
            log.atError()
                    .addKeyValue("consumer", thread.getName())
                    .setCause(fatal)
                    .log("consumer ended");
        } finally {
            try {
                leave();
            } finally {
                inPlace.tryFail(
                        new IllegalStateException(problem().orElse("the consumer was stopped before it was in place")));
                ended.complete();
            }
        }
    }

    private void leave() {
        try {
            var mine = consumer.assignment();
            settle(mine);
            // Before the close asks for it: nothing is waited for twice.
            sink.revoked(mine);
        } finally {
            try {
                consumer.close(CloseOptions.timeout(COMMIT_LIMIT));
            } catch (KafkaException lost) {
                report(lost);
            }
        }
    }

    private void whenReachable(Runnable step) {
        while (!stopping()) {
            try {
                step.run();
                return;
            } catch (RetriableException passing) {
                report(passing);
                pause();
            }
        }
    }

    private void pause() {
        try {
            var unused = stopAsked.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            stopAsked.countDown();
        }
    }

    private void subscribe() {
        if (source instanceof RecordSource.Shared shared) {
            consumer.subscribe(shared.topics(), new Rebalance());
        } else if (source instanceof RecordSource.Owned owned) {
            consumer.assign(partitionsOf(owned.topic()));
        } else if (source instanceof RecordSource.Whole whole) {
            List<TopicPartition> partitions = partitionsOf(whole.topic());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ends = consumer.endOffsets(partitions, ASK_LIMIT);
        } else if (source instanceof RecordSource.Recent recent) {
            List<TopicPartition> partitions = partitionsOf(recent.topic());
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions, ASK_LIMIT);
            seekBack(recent.back(), ends);
        } else if (source instanceof RecordSource.Tail tail) {
            List<TopicPartition> partitions = partitionsOf(tail.topic());
            consumer.assign(partitions);
            // The end as it is now, not as it will be at the first poll.
            consumer.endOffsets(partitions, ASK_LIMIT).forEach(consumer::seek);
        }
    }

    private void seekBack(Duration back, Map<TopicPartition, Long> toEnds) {
        long since = System.currentTimeMillis() - back.toMillis();
        Map<TopicPartition, Long> asked = new HashMap<>();
        toEnds.keySet().forEach(partition -> asked.put(partition, since));
        var found = consumer.offsetsForTimes(asked, ASK_LIMIT);
        toEnds.forEach((partition, end) -> {
            var first = found.get(partition);
            consumer.seek(partition, first == null ? end : first.offset());
        });
    }

    private List<TopicPartition> partitionsOf(String topic) {
        var partitions = consumer.partitionsFor(topic, ASK_LIMIT);
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic + " is not there (yet)");
        }
        return partitions.stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    private void turn() {
        try {
            steer();
            var records = consumer.poll(full ? POLL_WHILE_FULL : POLL);
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
            pause();
        }
    }

    private void checkCaughtUp() {
        if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ASK_LIMIT) >= end.getValue())) {
            ends = Map.of();
            sink.caughtUp();
        }
    }

    private void steer() {
        boolean room = sink.hasRoom();
        if (!room && !full) {
            consumer.pause(consumer.assignment());
        } else if (room && full) {
            consumer.resume(consumer.assignment());
        }
        full = !room;
    }

    /** One at a time; what a lost commit was about is still committable the next time. */
    private void commitAsync() {
        var done = commits ? sink.committable() : Map.<TopicPartition, OffsetAndMetadata>of();
        if (committing || done.isEmpty()) {
            return;
        }
        committing = true;
        consumer.commitAsync(done, (offsets, failure) -> {
            committing = false;
            if (failure == null) {
                sink.committed(offsets);
            } else {
                report(failure);
            }
        });
    }

    /** The end of these partitions' time with us: what is under way finishes, what is finished is committed. */
    private void settle(Collection<TopicPartition> partitions) {
        sink.settle(partitions, SETTLE_LIMIT);
        var done = sink.committable();
        if (commits && !done.isEmpty()) {
            try {
                consumer.commitSync(done, COMMIT_LIMIT);
                sink.committed(done);
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
            if (full) {
                consumer.pause(partitions);
            }
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
