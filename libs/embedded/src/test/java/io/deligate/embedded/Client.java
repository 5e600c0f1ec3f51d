package io.deligate.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An ordinary Kafka client, as tests need it. */
final class Client implements AutoCloseable {
    private final String bootstrap;
    private final KafkaProducer<String, String> producer;

    Client(String bootstrap) {
        this.bootstrap = bootstrap;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 0, "compression.type", "lz4");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    void createTopic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty());
            var unused = admin.createTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException why) {
            if (!(why.getCause() instanceof TopicExistsException)) {
                throw why;
            }
        }
    }

    void produce(String topic, String value) throws Exception {
        var unused = producer.send(new ProducerRecord<>(topic, value)).get(20, TimeUnit.SECONDS);
    }

    /** Reads through a consumer group, so that the offsets topic is used too. */
    List<String> consume(String topic, int count) {
        List<String> values = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                "readers-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(found.value()));
            }
            consumer.commitSync();
        }
        return values;
    }

    /** Where the cluster says its brokers are. */
    List<String> nodes() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeCluster().nodes().get(20, TimeUnit.SECONDS).stream()
                    .map(node -> node.host() + ":" + node.port())
                    .toList();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
