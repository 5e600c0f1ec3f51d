package io.deligate.examples.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.app.AppContract;
import io.deligate.testkit.app.AppContract.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The app alone on a broker; with real machines it is seen in system-tests. */
@ExtendWith(KafkaExtension.class)
class AttendanceAppIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CHECKIN =
            "{\"from\":\"D_1\",\"to\":\"5\",\"time\":1,\"action\":300,\"data\":{\"cmd\":\"checkin\","
                    + "\"payload\":[{\"serial\":%d,\"user_id\":\"1001\"}]}}";

    @TempDir
    private Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void topics(TestKafka kafka) {
        kafka.createTopic("deli.app.5.in", 2, Map.of());
        kafka.createTopic("deli.app.5.out", 2, Map.of());
    }

    @Test
    void answersUserSyncAndKeepsEachCheckinOnceOverARestart(TestKafka kafka) throws Exception {
        AppConfig config = AppConfig.of(
                Map.of("SERVICE_ID", "5", "KAFKA_BOOTSTRAP", kafka.bootstrap(), "DATA", folder.toString()));
        hear(
                kafka,
                "a",
                "{\"mid\":7,\"from\":\"D_1\",\"to\":\"5\",\"time\":1,\"action\":300,"
                        + "\"data\":{\"cmd\":\"user_sync\",\"users\":[]}}");
        hear(kafka, "b", CHECKIN.formatted(1));
        hear(kafka, "b", CHECKIN.formatted(1));
        try (Running app = new Running(config)) {
            Await.until(SOON, "the first check-in", () -> kept().size() == 1);
            hear(kafka, "c", CHECKIN.formatted(2));
            Await.until(SOON, "the second check-in", () -> kept().size() == 2);
            assertThat(app.thread.isAlive()).isTrue();
        }
        hear(kafka, "c", CHECKIN.formatted(2));
        hear(kafka, "d", CHECKIN.formatted(3));
        hear(
                kafka,
                "e",
                "{\"from\":\"system\",\"to\":\"5\",\"time\":1,\"action\":404,"
                        + "\"data\":{\"device_id\":\"D_2\",\"name\":\"\",\"status\":1}}");
        try (Running again = new Running(config)) {
            Await.until(SOON, "the third check-in", () -> kept().size() == 3);
            assertThat(again.thread.isAlive()).isTrue();
        }

        assertThat(kept()).containsExactly("b", "c", "d");
        List<ConsumerRecord<String, byte[]>> sent = kafka.awaitRecords("deli.app.5.out", 2, SOON);
        assertThat(sent)
                .allSatisfy(record -> assertThat(
                                AppContract.load().messageOf(Channel.OUT, record.value(), record.headers()))
                        .isEqualTo("appMessage"));
        JsonNode answer = new ObjectMapper().readTree(value(sent, "D_1"));
        assertThat(answer.get("mid").isIntegralNumber()).isTrue();
        assertThat(answer.at("/data/payload")).hasSize(3);
        assertThat(value(sent, "D_2")).contains("user_sync");
    }

    private static String value(List<ConsumerRecord<String, byte[]>> records, String key) {
        return records.stream()
                .filter(record -> record.key().equals(key))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private List<String> kept() throws IOException {
        Path file = folder.resolve("checkins.jsonl");
        return Files.exists(file)
                ? Files.readString(file)
                        .lines()
                        .map(line -> line.replaceFirst(".*\"message_id\":\"(\\w+)\".*", "$1"))
                        .toList()
                : List.of();
    }

    private static void hear(TestKafka kafka, String messageId, String value) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>("deli.app.5.in", "D_1", value.getBytes(StandardCharsets.UTF_8));
        var unused = record.headers().add("deli-message-id", messageId.getBytes(StandardCharsets.US_ASCII));
        kafka.produce(record);
    }

    /** The app on a thread of its own. */
    private final class Running implements AutoCloseable {
        private final AttendanceApp app;
        private final Thread thread;

        private Running(AppConfig config) throws IOException {
            app = AttendanceApp.open(config, said::add);
            thread = new Thread(() -> {
                try {
                    app.run();
                } catch (IOException why) {
                    said.add(why.toString());
                }
            });
            thread.start();
        }

        @Override
        public void close() throws IOException {
            app.stop();
            Await.until(SOON, "the app to end", () -> !thread.isAlive());
            app.close();
            assertThat(said).noneMatch(line -> line.contains("Exception"));
        }
    }
}
