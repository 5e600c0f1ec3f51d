package io.deligate.registryservice.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot be carried out, with real dead letters. */
@ExtendWith(KafkaExtension.class)
@SuppressWarnings("NullAway.Init") // fields are set before each test
class IntakeIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final String dead = "intake" + System.nanoTime() + ".dead-letter";
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> done = new ArrayList<>();
    private TestKafka kafka;
    private RecordPublisher publisher;

    @BeforeEach
    void open(TestKafka broker) {
        kafka = broker;
        kafka.createTopic(dead, 1, Map.of());
        publisher = new RecordPublisher(vertx, new KafkaConfig(kafka.bootstrap(), Map.of()), "intake-test");
    }

    @AfterEach
    void close() throws Exception {
        result(publisher.close());
        result(vertx.close());
    }

    private <R extends IntakeRecord> IntakeHandler<R> writing(String kind) {
        return records -> {
            records.forEach(record -> done.add(kind + " " + record.device()));
            return Future.succeededFuture();
        };
    }

    private Intake intake(IntakeHandler<IntakeRecord.Reported> reports) {
        return new Intake(
                new Intake.Handlers(reports, writing("alarm"), writing("refusal"), Intake.notYet()),
                new DeadLetters(publisher, dead),
                meters);
    }

    @Test
    void carriesOutTheRestAndKeepsWhatItCannotReadOrDoesNotDoYet() throws Exception {
        result(intake(writing("report"))
                .handle(List.of(
                        Records.record("D_1", "rubbish"),
                        Records.alarm("D_1", 7),
                        Records.unbind("D_2"),
                        Records.refusal("D_3"),
                        Records.report("D_4", "n"))));

        assertThat(done).containsExactly("report D_4", "alarm D_1", "refusal D_3");
        List<ConsumerRecord<String, byte[]>> letters = kafka.awaitRecords(dead, 2, LIMIT);
        assertThat(letters).extracting(ConsumerRecord::key).containsExactly("D_1", "D_2");
        assertThat(DeliHeaders.text(letters.get(0).headers(), DeliHeaders.ORIGIN)
                        .orElseThrow())
                .startsWith("t.registry/3/");
        assertThat(DeliHeaders.text(letters.get(1).headers(), DeliHeaders.REASON)
                        .orElseThrow())
                .contains("does not carry out this kind");
        assertThat(meters.get("deligate.registry.writes")
                        .tag("result", "dead_letter")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void oneRecordThatTheStoreNeverTakesDoesNotHoldUpTheOthersOfItsBatch() throws Exception {
        IntakeHandler<IntakeRecord.Reported> picky = records -> {
            if (records.stream().anyMatch(record -> "bad".equals(record.report().name()))) {
                return Future.failedFuture(new UnprocessableRecordException("22P05"));
            }
            return this.<IntakeRecord.Reported>writing("report").apply(records);
        };

        result(intake(picky)
                .handle(List.of(
                        Records.report("D_1", "good"), Records.report("D_2", "bad"), Records.report("D_3", "good"))));

        assertThat(done).containsExactly("report D_1", "report D_3");
        assertThat(kafka.awaitRecords(dead, 1, LIMIT))
                .extracting(ConsumerRecord::key)
                .containsExactly("D_2");
    }

    @Test
    void aStoreThatDoesNotAnswerFailsTheBatchSoThatItComesAgain() {
        Intake intake = intake(records -> Future.failedFuture("database is away"));

        assertThatThrownBy(() -> result(intake.handle(List.of(Records.report("D_1", "n")))))
                .isInstanceOf(ExecutionException.class);
        assertThat(kafka.records(dead)).isEmpty();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
