package io.deligate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A cloud app with ordinary Kafka clients: reads its {@code in} topic from the beginning, writes its {@code out} topic. */
final class AppEnd implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final long id;
    private final KafkaConsumer<String, String> in;
    private final KafkaProducer<String, String> out;
    private final Deque<ConsumerRecord<String, String>> unread = new ArrayDeque<>();

    AppEnd(String bootstrap, long id) {
        this.id = id;
        this.in = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer());
        String topic = "deli.app." + id + ".in";
        // a broker may need a moment to hear of a new topic
        Await.until(SOON, topic, () -> !in.partitionsFor(topic, SOON).isEmpty());
        List<TopicPartition> partitions = in.partitionsFor(topic, SOON).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        in.assign(partitions);
        in.seekToBeginning(partitions);
        this.out = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 0), new StringSerializer(), new StringSerializer());
    }

    /** Writes an envelope for a device. */
    void send(String device, String envelope) {
        send(new ProducerRecord<>(outTopic(), device, envelope));
    }

    /** The same as part of a trace. */
    void send(String device, String envelope, String traceparent) {
        var record = new ProducerRecord<>(outTopic(), device, envelope);
        record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
        send(record);
    }

    /** Writes many envelopes for a device at once. */
    void sendAll(String device, List<String> envelopes) {
        for (String envelope : envelopes) {
            var unused = out.send(new ProducerRecord<>(outTopic(), device, envelope));
        }
        out.flush();
    }

    /** How many records the app was ever told. */
    long told() {
        return in.endOffsets(in.assignment()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private String outTopic() {
        return "deli.app." + id + ".out";
    }

    private void send(ProducerRecord<String, String> record) {
        var unused = out.send(record);
        out.flush();
    }

    /** The next record that fits, and those before it are gone. */
    ConsumerRecord<String, String> next(Predicate<JsonNode> wanted) {
        return Await.untilPresent(SOON, "a record for app " + id, () -> {
            if (unread.isEmpty()) {
                in.poll(Duration.ofMillis(50)).forEach(unread::add);
            }
            while (!unread.isEmpty()) {
                ConsumerRecord<String, String> record = unread.poll();
                if (wanted.test(read(record))) {
                    return Optional.of(record);
                }
            }
            return Optional.empty();
        });
    }

    /** The next message with that action. */
    JsonNode next(int action) {
        return read(next(message -> message.get("action").asInt() == action));
    }

    /** All that comes until the topic has been silent for a second. */
    List<JsonNode> rest() {
        List<JsonNode> rest = new ArrayList<>();
        unread.forEach(record -> rest.add(read(record)));
        unread.clear();
        for (var more = in.poll(Duration.ofSeconds(1)); !more.isEmpty(); more = in.poll(Duration.ofSeconds(1))) {
            more.forEach(record -> rest.add(read(record)));
        }
        return rest;
    }

    private static JsonNode read(ConsumerRecord<String, String> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException notJson) {
            throw new AssertionError(record.value(), notJson);
        }
    }

    @Override
    public void close() {
        in.close();
        out.close(Duration.ofSeconds(5));
    }
}
