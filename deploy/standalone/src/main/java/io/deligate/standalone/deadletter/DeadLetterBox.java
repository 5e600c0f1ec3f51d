package io.deligate.standalone.deadletter;

import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The dead-letter topic: read from its beginning to what is its end now, however long it is. */
final class DeadLetterBox implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final Set<String> closed;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;

    DeadLetterBox(KafkaConfig kafka, TopicNames topics) {
        this.topic = topics.deadLetter();
        // An old session, pulse or letter that is put back would be taken for a new one.
        this.closed = Set.of(topics.sessions(), topics.edges(), topics.deadLetter());
        int limit = (int) PATIENCE.toMillis();
        this.consumer = kafka.open(() -> new KafkaConsumer<>(
                kafka.client(
                        Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limit),
                        Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
        this.producer = kafka.open(() -> new KafkaProducer<>(
                kafka.client(
                        Map.of(
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                limit,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                5_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                limit),
                        Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    /** The places of all letters that were put back. */
    Set<String> replayed() {
        Set<String> places = new HashSet<>();
        scan(record -> new DeadLetter(record).replayed().ifPresent(places::add));
        return places;
    }

    /** Hands over every letter, in order within a partition. */
    void read(Consumer<DeadLetter> reader) {
        scan(record -> {
            DeadLetter letter = new DeadLetter(record);
            if (letter.replayed().isEmpty()) {
                reader.accept(letter);
            }
        });
    }

    private void scan(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    reader.accept(record);
                }
            }
        }
    }

    /** Why the letter cannot be put back; empty when it can. */
    String obstacle(DeadLetter letter) {
        if (letter.originTopic().isEmpty()) {
            return "its origin is not known";
        }
        if (!letter.isComplete()) {
            return "it was too large to be kept";
        }
        return closed.contains(letter.originTopic()) ? "nothing old may come back to " + letter.originTopic() : "";
    }

    /**
     * Puts the letter back and then notes that, and returns where it is now; a failure in between is told apart, for then
     * it is there and nothing will say so.
     */
    String replay(DeadLetter letter) throws InterruptedException {
        RecordMetadata now = store(letter.original(), "not replayed");
        var unused = store(letter.note(), "replayed, but this could not be noted");
        return now.topic() + "/" + now.partition() + "/" + now.offset();
    }

    private RecordMetadata store(ProducerRecord<byte[], byte[]> record, String otherwise) throws InterruptedException {
        try {
            return producer.send(record).get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException(otherwise + ": " + refused.getCause(), refused);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(PATIENCE);
    }
}
