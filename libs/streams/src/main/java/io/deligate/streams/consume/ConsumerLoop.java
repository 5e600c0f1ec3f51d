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
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
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
    private static final Duration POLL_WHILE_HELD = Duration.ofMillis(20);
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
    private final Promise<Void> joined = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private volatile @Nullable String problem;
    private boolean started;
    private boolean full;
    private Set<TopicPartition> held = Set.of();
    private boolean committing;
    private long nextCommit = System.nanoTime();
    private Map<TopicPartition, Long> ends = Map.of();
    private volatile long waiting;

    ConsumerLoop(String name, KafkaConfig kafka, RecordSource source, RecordSink sink) {
        this.source = source;
        this.sink = sink;
        this.commits = !(source instanceof RecordSource.Whole || source instanceof RecordSource.Tail);
        this.consumer = kafka.open(() -> new KafkaConsumer<>(
                ConsumerSettings.of(name, kafka, source), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        this.thread = new Thread(this::run, name);
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
            var never = new IllegalStateException("the consumer was never started");
            inPlace.fail(never);
            joined.fail(never);
            ended.complete();
        }
        return CallersContext.of(ended.future());
    }

    /** Succeeds when it is settled where reading begins, and fails when the thread ends before; on that thread. */
    Future<Void> inPlace() {
        return inPlace.future();
    }

    /** Succeeds when the group has given this member partitions, perhaps none, and fails when the thread ends before. */
    Future<Void> joined() {
        return joined.future();
    }

    /** Succeeds when the thread has ended, asked to or not; on that thread. */
    Future<Void> ended() {
        return ended.future();
    }

    /** What has ended the thread unasked. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** How many records of this member's partitions it had not read a moment ago. */
    long waiting() {
        return waiting;
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
                var early =
                        new IllegalStateException(problem().orElse("the consumer was stopped before it was in place"));
                inPlace.tryFail(early);
                joined.tryFail(early);
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
                pause(PAUSE);
            }
        }
    }

    private void pause(Duration time) {
        try {
            var unused = stopAsked.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            stopAsked.countDown();
        }
    }

    private void subscribe() {
        if (source instanceof RecordSource.Shared shared) {
            consumer.subscribe(shared.topics(), new Rebalance());
        } else if (source instanceof RecordSource.News news) {
            consumer.subscribe(List.of(news.topic()), new Rebalance());
        } else if (source instanceof RecordSource.Matching matching) {
            consumer.subscribe(matching.topics(), new Rebalance());
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
            var records = consumer.poll(patience());
            if (!records.isEmpty()) {
                sink.accept(records);
            }
            if (!ends.isEmpty()) {
                checkCaughtUp();
            } else if (!records.isEmpty()) {
                gather();
            }
            if (System.nanoTime() - nextCommit >= 0) {
                commitAsync();
                waiting = consumer.assignment().stream()
                        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                        .sum();
                nextCommit = System.nanoTime() + COMMIT_EVERY.toNanos();
            }
        } catch (RetriableException | RebalanceInProgressException passing) {
            report(passing);
            pause(PAUSE);
        }
    }

    /**
     * Lets a little more come before the next fetch, so that under load one brings many records. A fetch costs the broker as
     * much as twenty records, and with many partitions much more, for it looks at each. After silence nothing waits.
     */
    private void gather() {
        Duration time = source.gather(consumer.assignment().size());
        if (!time.isZero()) {
            pause(time);
        }
    }

    private void checkCaughtUp() {
        if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ASK_LIMIT) >= end.getValue())) {
            ends = Map.of();
            sink.caughtUp();
        }
    }

    private Duration patience() {
        if (full) {
            return POLL_WHILE_FULL;
        }
        return held.isEmpty() ? POLL : POLL_WHILE_HELD;
    }

    private void steer() {
        boolean room = sink.hasRoom();
        if (!room && !full) {
            consumer.pause(consumer.assignment());
        } else if (room && full) {
            consumer.resume(consumer.assignment());
            held = Set.of();
        }
        full = !room;
        if (room) {
            hold(sink.held());
        }
    }

    private void hold(Set<TopicPartition> now) {
        if (now.equals(held)) {
            return;
        }
        Set<TopicPartition> mine = consumer.assignment();
        consumer.resume(held.stream()
                .filter(partition -> mine.contains(partition) && !now.contains(partition))
                .toList());
        consumer.pause(now.stream().filter(mine::contains).toList());
        held = now;
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
            if (!partitions.isEmpty()) {
                sink.assigned();
            }
            if (source instanceof RecordSource.News) {
                keepPlace(partitions);
            }
            if (full) {
                consumer.pause(partitions);
            }
            joined.tryComplete();
            // A partition that comes is not paused, whatever it was before.
            held = held.stream()
                    .filter(partition -> !partitions.contains(partition))
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** What comes from now on is read even if this member is gone before the first record. */
        private void keepPlace(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
            consumer.committed(Set.copyOf(partitions), ASK_LIMIT).forEach((partition, known) -> {
                if (known == null) {
                    places.put(partition, new OffsetAndMetadata(consumer.position(partition, ASK_LIMIT)));
                }
            });
            if (!places.isEmpty()) {
                consumer.commitSync(places, COMMIT_LIMIT);
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
