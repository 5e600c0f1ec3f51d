package io.deligate.mqttedge;

import io.deligate.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows one topic from its beginning; for the test's thread only. */
final class TopicTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final String topic;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    TopicTail(String bootstrap, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Waits until the topic holds that many records of this kind, and returns all of them. */
    List<ConsumerRecord<String, byte[]>> await(
            int count, Duration atMost, Predicate<ConsumerRecord<String, byte[]>> kind) {
        Await.until(atMost, count + " records on " + topic, () -> {
            consumer.poll(POLL).forEach(seen::add);
            return seen.stream().filter(kind).count() >= count;
        });
        return seen.stream().filter(kind).toList();
    }

    /** What the topic holds now. */
    List<ConsumerRecord<String, byte[]>> now(Predicate<ConsumerRecord<String, byte[]>> kind) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(seen::add);
        }
        return seen.stream().filter(kind).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
