package io.deligate.examples.attendance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives attendance machines their users and keeps their check-ins.
 *
 * <p>Each round takes some records, does what they ask for, waits until that is safe (check-ins on the disk, answers in
 * Kafka) and only then commits. Whenever the process dies, the next one begins with the round that was not committed, and
 * {@link CheckinFile} knows what it has already.
 */
public final class AttendanceApp implements AutoCloseable {
    private static final Duration A_ROUND = Duration.ofSeconds(1);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final int MESSAGE_FROM_DEVICE = 300;
    private static final int MESSAGE_FROM_APP = 301;
    private static final int BOUND = 402;
    private static final int UNBOUND = 403;
    private static final int PRESENCE = 404;
    private static final String USER_SYNC = "user_sync";

    private final ObjectMapper json = new ObjectMapper();
    private final AppConfig config;
    private final Consumer<String> says;
    private final Users users;
    private final CheckinFile checkins;
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;
    private final List<Future<RecordMetadata>> answers = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    private AttendanceApp(AppConfig config, CheckinFile checkins, Consumer<String> says) {
        this.config = config;
        this.says = says;
        this.checkins = checkins;
        this.users = new Users(config.folder().resolve("users.json"));
        this.consumer = new KafkaConsumer<>(consuming(config), new StringDeserializer(), new StringDeserializer());
        this.producer = new KafkaProducer<>(producing(config), new StringSerializer(), new StringSerializer());
    }

    /**
     * @param says is told each event in one line, on the thread of {@link #run}
     */
    public static AttendanceApp open(AppConfig config, Consumer<String> says) throws IOException {
        return new AttendanceApp(config, CheckinFile.open(config.folder().resolve("checkins.jsonl")), says);
    }

    private static Map<String, Object> consuming(AppConfig config) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("group.id", config.group());
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        // after a crash the next process gets the partitions so soon, at the price of a heartbeat every two seconds
        settings.put("session.timeout.ms", 6_000);
        settings.put("heartbeat.interval.ms", 2_000);
        return settings;
    }

    private static Map<String, Object> producing(AppConfig config) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        return settings;
    }

    /** Works until {@link #stop}; fails when Kafka refuses or the disk does. */
    public void run() throws IOException {
        consumer.subscribe(List.of(config.in()));
        says.accept("app " + config.serviceId() + " listens to " + config.in() + ", " + checkins.size()
                + " check-in messages kept so far");
        try {
            while (!stopping) {
                round();
            }
        } catch (WakeupException stop) {
            // what this round did is done again by the next process
        } finally {
            consumer.close();
            producer.close();
            ended.countDown();
        }
    }

    private void round() throws IOException {
        var records = consumer.poll(A_ROUND);
        if (records.isEmpty()) {
            return;
        }
        for (ConsumerRecord<String, String> record : records) {
            take(record);
        }
        checkins.flush();
        awaitAnswers();
        consumer.commitSync();
    }

    private void awaitAnswers() {
        try {
            for (Future<RecordMetadata> answer : answers) {
                var unused = answer.get();
            }
        } catch (ExecutionException refused) {
            throw new KafkaException("an answer was not written: " + refused.getCause(), refused);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new WakeupException();
        }
        answers.clear();
    }

    /** Ends {@link #run}, and waits a little for it; may be called from any other thread. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
        try {
            var unused = ended.await(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(ConsumerRecord<String, String> record) throws IOException {
        JsonNode message = json.readTree(record.value());
        String device = message.path("from").asText();
        JsonNode data = message.path("data");
        switch (message.path("action").asInt()) {
            case MESSAGE_FROM_DEVICE -> hear(record, device, message, data);
            case MESSAGE_FROM_APP -> receipt(data);
            case BOUND, PRESENCE -> greet(data);
            case UNBOUND ->
                says.accept("403: " + data.path("device_id").asText() + " is not bound to this app any more");
            default -> {
                // a newer platform may say more than this app knows
            }
        }
    }

    private void hear(ConsumerRecord<String, String> record, String device, JsonNode message, JsonNode data)
            throws IOException {
        switch (data.path("cmd").asText()) {
            case USER_SYNC -> sendUsers(device, message.get("mid"));
            case "checkin" -> keep(record, device, data);
            default -> {
                // other business than this app's
            }
        }
    }

    private void keep(ConsumerRecord<String, String> record, String device, JsonNode data) throws IOException {
        boolean isNew = checkins.keep(CheckinFile.messageId(record), record.value());
        JsonNode payload = data.path("payload");
        says.accept("300 from " + device + ": checkin of user "
                + payload.path(0).path("user_id").asText() + (isNew ? ", kept" : ", kept before"));
    }

    /** A machine that comes is told its users without being asked: the last answer may not have reached it. */
    private void greet(JsonNode data) throws IOException {
        if (data.path("status").asInt() == 1) {
            sendUsers(data.path("device_id").asText(), null);
        }
    }

    private void sendUsers(String device, @Nullable JsonNode mid) throws IOException {
        JsonNode all = users.all();
        ObjectNode message = json.createObjectNode();
        message.set("mid", mid == null ? json.valueToTree(UUID.randomUUID().toString()) : mid);
        message.put("to", device);
        message.put("time", System.currentTimeMillis() / 1_000);
        message.put("action", MESSAGE_FROM_APP);
        message.putObject("data").put("cmd", USER_SYNC).set("payload", all);
        answers.add(producer.send(new ProducerRecord<>(config.out(), device, json.writeValueAsString(message))));
        says.accept("301 to " + device + ": user_sync with " + all.size() + " users");
    }

    private void receipt(JsonNode data) {
        int code = data.path("code").asInt();
        String outcome = switch (code) {
            case 0 -> "has acknowledged it";
            case 102 -> "cannot be reached; it gets its users when it is back";
            case 103 -> "is not bound to this app";
            case 105 -> "is locked; it asks again when it may";
            // 100 and 106 are mistakes of this app, -1 is the platform's trouble: the machine asks again
            default -> "was not told: " + data.path("msg").asText();
        };
        says.accept("receipt " + code + ": " + data.path("device_id").asText() + " " + outcome);
    }

    /** Frees the file; call it when {@link #run} has ended. */
    @Override
    public void close() throws IOException {
        checkins.close();
    }
}
