package io.deligate.systemtests;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Hears receipts while they come, to tell how long the oldest message without one has been waiting. */
final class Ear implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Function<ConsumerRecord<String, byte[]>, Optional<String>> receiptOf;
    private final Map<String, Long> waiting = new ConcurrentHashMap<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    /** On a topic that exists; {@code receiptOf} names the message that a record is the receipt of. */
    Ear(String bootstrap, String topic, Function<ConsumerRecord<String, byte[]>, Optional<String>> receiptOf) {
        this.receiptOf = receiptOf;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofSeconds(30)).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        this.thread = new Thread(this::listen, "ear-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                receiptOf.apply(record).ifPresent(id -> {
                    heard.add(id);
                    waiting.remove(id);
                });
            }
        }
        consumer.close();
    }

    /** Kafka has taken the message: its receipt is awaited. */
    void asked(String id) {
        waiting.put(id, System.nanoTime());
        if (heard.contains(id)) {
            waiting.remove(id);
        }
    }

    /** How long the oldest of those without a receipt has been waiting; zero without one. */
    Duration longestWait() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                waiting.values().stream().mapToLong(asked -> now - asked).max().orElse(0));
    }

    /** Some of those without a receipt. */
    List<String> waiting() {
        return waiting.keySet().stream().sorted().limit(10).toList();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
    }
}
