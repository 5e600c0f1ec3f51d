package io.deligate.streams;

import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the tests with a broker share: an event loop, a publisher, and a look at what a group has committed. */
public final class Lab implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(20);
    public static final RetryGaps QUICK = new RetryGaps(3, Duration.ofMillis(5), Duration.ofMillis(20));

    private static final AtomicInteger NAMES = new AtomicInteger();

    public final Vertx vertx = Vertx.vertx();
    public final TestKafka broker;
    public final KafkaConfig kafka;
    public final RecordPublisher publisher;
    public final String deadLetter;

    public Lab(TestKafka broker) {
        this.broker = broker;
        // members hear of a rebalance with their next heartbeat
        this.kafka = new KafkaConfig(broker.bootstrap(), Map.of("heartbeat.interval.ms", "100"));
        this.publisher = new RecordPublisher(vertx, kafka, name("publisher"));
        this.deadLetter = broker.newTopic("dead-letter", 1);
    }

    /** A name nobody else in this process has. */
    public static String name(String prefix) {
        return prefix + "-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    public DeadLetters deadLetters() {
        return new DeadLetters(publisher, deadLetter);
    }

    public static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
        return new ProducerRecord<>(topic, bytes(key), bytes(value));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The outcome, within {@link #LIMIT}. */
    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The sum of a group's committed offsets in a topic. */
    public long committed(String group, String topic) {
        try (var admin = broker.admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return offsets.entrySet().stream()
                    .filter(each -> each.getKey().topic().equals(topic))
                    .mapToLong(each -> each.getValue().offset())
                    .sum();
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        get(publisher.close());
        get(vertx.close());
    }
}
