package io.deligate.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A real broker for tests, with its data in a temporary folder.
 *
 * <p>Take the shared one through {@link KafkaExtension}; a test that takes the broker away starts its own.
 */
public final class TestKafka implements AutoCloseable {
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder = TempFolder.create("kafka");
    private final boolean shared;
    private final int port;
    private @Nullable EmbeddedKafka broker;
    private @Nullable KafkaProducer<String, byte[]> producer;

    private TestKafka(boolean shared) {
        this.shared = shared;
        EmbeddedKafka started = EmbeddedKafka.start(folder, 0, TestKafka::failed);
        this.broker = started;
        this.port = started.port();
    }

    /** A broker of the test's own, which it may stop and restart and has to close. */
    public static TestKafka start() {
        return new TestKafka(false);
    }

    static TestKafka startShared() {
        return new TestKafka(true);
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The broker goes away; its port refuses connections until {@link #restart()}. */
    public synchronized void stop() {
        if (shared) {
            throw new IllegalStateException(
                    "the broker is shared (expected: TestKafka.start() in a test that stops it)");
        }
        stopBroker();
    }

    /** The broker comes back on the same port with the same data; stops it first when it runs. */
    public synchronized void restart() {
        stop();
        broker = EmbeddedKafka.start(folder, port, TestKafka::failed);
    }

    /** Makes a topic whose name no other test uses, and returns the name. */
    public String newTopic(String prefix, int partitions) {
        String topic = prefix + "-" + ProcessHandle.current().pid() + "-" + TOPICS.incrementAndGet();
        createTopic(topic, partitions, Map.of());
        return topic;
    }

    public void createTopic(String topic, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
            var unused = admin.createTopics(List.of(wanted)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            throw failure("topic " + topic + " was not created", why);
        }
    }

    /** An admin client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    /** Writes one record and returns when the broker has it. */
    @CanIgnoreReturnValue
    public RecordMetadata produce(String topic, String key, byte @Nullable [] value) {
        return produce(new ProducerRecord<>(topic, key, value));
    }

    @CanIgnoreReturnValue
    public RecordMetadata produce(String topic, String key, String value) {
        return produce(topic, key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one record, headers and all, and returns when the broker has it. */
    @CanIgnoreReturnValue
    public RecordMetadata produce(ProducerRecord<String, byte[]> record) {
        try {
            return producer().send(record).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            throw failure("a record for " + record.topic() + " was not acknowledged", why);
        }
    }

    /** Writes many records, as fast as the broker takes them, and returns when it has all; in order per key. */
    public void produceAll(List<ProducerRecord<String, byte[]>> records) {
        List<Future<RecordMetadata>> sent =
                records.stream().map(producer()::send).toList();
        try {
            for (Future<RecordMetadata> each : sent) {
                var unused = each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            throw failure("many records were not acknowledged", why);
        }
    }

    /** Everything the topic holds now, in order per partition. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, LIMIT);
            List<TopicPartition> partitions = infos.stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .collect(Collectors.toList());
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    /** Waits until the topic holds at least so many records, and returns them. */
    public List<ConsumerRecord<String, byte[]>> awaitRecords(String topic, int count, Duration atMost) {
        return Await.untilPresent(atMost, count + " records on " + topic, () -> {
            List<ConsumerRecord<String, byte[]>> all = records(topic);
            return all.size() >= count ? Optional.of(all) : Optional.empty();
        });
    }

    @Override
    public synchronized void close() {
        KafkaProducer<String, byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
        stopBroker();
        TempFolder.delete(folder);
    }

    private void stopBroker() {
        EmbeddedKafka running = broker;
        broker = null;
        if (running != null) {
            running.close();
        }
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap(), "linger.ms", 0);
            open = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap(),
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static IllegalStateException failure(String what, Exception why) {
        if (why instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException(what + ": " + why, why);
    }

    private static void failed(String line) {
        LoggerFactory.getLogger(TestKafka.class).error(line);
    }
}
