package io.deligate.testkit.app;

import io.deligate.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A cloud app: an ordinary Kafka client that reads its {@code in} topic with a consumer group and writes to its
 * {@code out} topic. For one thread.
 */
public final class FakeApp implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration A_POLL = Duration.ofMillis(50);

    private final long serviceId;
    private final String in;
    private final String out;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();

    private FakeApp(String prefix, long serviceId, Map<String, Object> client) {
        this.serviceId = serviceId;
        this.in = prefix + "app." + serviceId + ".in";
        this.out = prefix + "app." + serviceId + ".out";
        Map<String, Object> consuming = new HashMap<>(client);
        consuming.put("group.id", prefix + "app." + serviceId + ".test");
        consuming.put("auto.offset.reset", "earliest");
        consuming.put("enable.auto.commit", "false");
        this.consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        consumer.subscribe(List.of(in));
    }

    /** An app of the platform with that topic prefix, at a broker that is open to everybody. */
    public static FakeApp open(String bootstrap, String prefix, long serviceId) {
        return new FakeApp(prefix, serviceId, Map.of("bootstrap.servers", bootstrap));
    }

    /** An app that says who it is. */
    public static FakeApp open(String bootstrap, String prefix, long serviceId, AppCredentials credentials) {
        Map<String, Object> client = new HashMap<>(credentials.properties());
        client.put("bootstrap.servers", bootstrap);
        return new FakeApp(prefix, serviceId, client);
    }

    public long serviceId() {
        return serviceId;
    }

    /** Where the app listens. */
    public String in() {
        return in;
    }

    /** Where the app speaks. */
    public String out() {
        return out;
    }

    /** Writes a 301 and returns when Kafka has it; {@code data} is JSON. */
    public void send(String mid, String device, String data) {
        send(
                device,
                "{\"mid\":\"%s\",\"to\":\"%s\",\"time\":%d,\"action\":301,\"data\":%s}"
                        .formatted(mid, device, System.currentTimeMillis() / 1_000, data));
    }

    /** Writes any record and returns when Kafka has it. */
    public void send(String key, String value) {
        send(new ProducerRecord<>(out, key, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes any record, headers and all, and returns when Kafka has it; fails with Kafka's own reason. */
    public void send(ProducerRecord<String, byte[]> record) {
        try {
            var unused = producer.send(record).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IllegalStateException(refused.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (TimeoutException late) {
            throw new IllegalStateException("not acknowledged within " + LIMIT, late);
        }
    }

    /** The next record, with its offset committed; fails when none comes in time. */
    public ConsumerRecord<String, byte[]> next(Duration atMost) {
        return next(atMost, record -> true);
    }

    /** The next record that is wanted; others stay for a later call. */
    public ConsumerRecord<String, byte[]> next(Duration atMost, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        return Await.untilPresent(
                atMost,
                "a record for app " + serviceId,
                () -> taken(wanted).or(() -> {
                    consumer.poll(A_POLL).forEach(heard::add);
                    consumer.commitSync(LIMIT);
                    return taken(wanted);
                }));
    }

    private Optional<ConsumerRecord<String, byte[]>> taken(Predicate<ConsumerRecord<String, byte[]>> wanted) {
        Optional<ConsumerRecord<String, byte[]>> found =
                heard.stream().filter(wanted).findFirst();
        found.ifPresent(heard::remove);
        return found;
    }

    /** The value as text. */
    public static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close();
    }

    /** Whether a value holds that text, for {@link #next(Duration, Predicate)}. */
    public static Predicate<ConsumerRecord<String, byte[]>> holding(String text) {
        return record -> text(record).contains(text);
    }
}
