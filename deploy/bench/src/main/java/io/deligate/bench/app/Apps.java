package io.deligate.bench.app;

import io.deligate.load.Conductor;
import io.deligate.load.Letter;
import io.deligate.load.Meter;
import io.deligate.load.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Cloud apps: they send messages to their devices (301) at a constant rate and time the receipts, or time what their
 * devices send (300). Device number {@code n} belongs to app number {@code n / devices per app}.
 */
public final class Apps implements Conductor.Player {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final byte[] RECEIPT = "\"action\":301".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELIVERED = "\"code\":0".getBytes(StandardCharsets.US_ASCII);

    private final Meter meter = new Meter();
    private final List<Letter> letters = new ArrayList<>();
    private final List<byte[]> devices = new ArrayList<>();
    private final List<String> outTopics = new ArrayList<>();
    private final AtomicLong refused = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> producer;
    private final double rate;
    private volatile boolean sending;
    private volatile String lastRefusal = "";

    private Apps(KafkaProducer<byte[], byte[]> producer, double rate) {
        this.producer = producer;
        this.rate = rate;
    }

    /**
     * Bootstrap, messages per second (0 = they listen), bytes of a message, devices per app, the devices' prefix, devices
     * per edge, and of each app the topics it reads and writes.
     */
    public static void main(String[] args) throws IOException {
        try (var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", args[0], "linger.ms", 1, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", args[0], "enable.auto.commit", "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Apps apps = new Apps(producer, Double.parseDouble(args[1]));
            List<String> inTopics = new ArrayList<>();
            Names names = new Names(args[4], Integer.parseInt(args[5]));
            for (int at = 6; at < args.length; at += 2) {
                inTopics.add(args[at]);
                apps.add(args[at + 1], names, Integer.parseInt(args[3]), Integer.parseInt(args[2]));
            }
            listen(consumer, inTopics);
            Thread reader = new Thread(() -> apps.read(consumer), "apps-read");
            reader.setDaemon(true);
            reader.start();
            new Conductor(apps.meter, apps).obey();
            Runtime.getRuntime().halt(0);
        }
    }

    private void add(String outTopic, Names names, int count, int bytes) {
        for (int number = 0; number < count; number++) {
            String device = names.of(devices.size());
            devices.add(device.getBytes(StandardCharsets.UTF_8));
            letters.add(Letter.toDevice(device, bytes));
            outTopics.add(outTopic);
        }
        var unused = producer.partitionsFor(outTopic);
    }

    /** From the end of all partitions. */
    private static void listen(KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record.value(), System.nanoTime());
            }
        }
    }

    private void take(byte[] value, long now) {
        long due = Letter.dueOf(value);
        boolean isReceipt = contains(value, RECEIPT);
        if (due < 0 || isReceipt != rate > 0) {
            return;
        }
        if (isReceipt && !contains(value, DELIVERED)) {
            refused.incrementAndGet();
            lastRefusal = new String(value, StandardCharsets.UTF_8);
            meter.notDone();
        } else {
            meter.done(due, now);
        }
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int at = 0; at + part.length <= text.length; at++) {
            if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void begin() {
        if (rate > 0) {
            sending = true;
            Thread sender = new Thread(this::send, "apps-send");
            sender.setDaemon(true);
            sender.start();
        }
    }

    private void send() {
        Schedule schedule = new Schedule(System.nanoTime(), rate, 0);
        for (int turn = 0; sending; turn = (turn + 1) % devices.size()) {
            long due = schedule.due();
            while (sending && System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            schedule.made();
            meter.sent();
            var unused = producer.send(new ProducerRecord<>(
                    outTopics.get(turn), devices.get(turn), letters.get(turn).due(due)));
        }
    }

    @Override
    public void rest() {
        sending = false;
    }

    @Override
    public Map<String, Object> more() {
        return Map.of("connections", devices.size(), "failed", refused.get(), "last_failure", lastRefusal);
    }
}
