package io.deligate.mqttedge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Answers each request with itself, as the dispatcher does: to the edge that stored it, with the request's headers. */
final class EchoDispatcher implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> requests;
    private final KafkaProducer<String, byte[]> replies;
    private final Thread thread;
    private final String prefix;
    private volatile boolean stopped;

    /** For an edge that runs already. */
    EchoDispatcher(EdgeFixture edge) {
        Map<String, Object> settings = Map.of("bootstrap.servers", edge.kafka().bootstrap());
        this.prefix = edge.config().topicPrefix();
        this.requests = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.replies = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = requests.partitionsFor(edge.topics().upRequests()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        requests.assign(partitions);
        requests.seekToEnd(partitions);
        partitions.forEach(requests::position);
        this.thread = new Thread(this::run, "echo-dispatcher");
        thread.start();
    }

    private void run() {
        while (!stopped) {
            requests.poll(Duration.ofMillis(50)).forEach(this::answer);
        }
        requests.close();
    }

    private void answer(ConsumerRecord<String, byte[]> request) {
        var reply = new ProducerRecord<>(
                prefix + "down." + EdgeFixture.header(request, "deli-edge"), request.key(), request.value());
        for (String name : List.of("deli-edge", "deli-epoch", "deli-product", "deli-received")) {
            reply.headers().add(request.headers().lastHeader(name));
        }
        reply.headers().add("deli-action", "100".getBytes(StandardCharsets.US_ASCII));
        var unused = replies.send(reply);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
        replies.close(Duration.ofSeconds(5));
    }
}
