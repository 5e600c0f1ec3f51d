package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class RecordPublisherIT {
    private static final PublishLimits HASTY =
            new PublishLimits(1 << 20, Duration.ofMillis(400), Duration.ofSeconds(1));

    private Lab lab;
    private RecordPublisher hasty;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        hasty = new RecordPublisher(lab.vertx, lab.kafka, Lab.name("hasty"), HASTY);
    }

    @AfterEach
    void close() {
        Lab.get(hasty.close());
        lab.close();
    }

    @Test
    void tellsTheOffsetOfEachRecord() {
        String topic = lab.broker.newTopic("offsets", 1);

        assertThat(Lab.get(lab.publisher.publish(Lab.record(topic, "a", "1")))).isEqualTo(0);
        assertThat(Lab.get(lab.publisher.publish(Lab.record(topic, "a", "2")))).isEqualTo(1);

        Await.until(Lab.LIMIT, "nothing held", () -> lab.publisher.heldBytes() == 0);
        assertThat(lab.publisher.stalledFor()).isZero();
    }

    @Test
    void keepsTheOrderFromTheFirstUseOfATopicOn() {
        String topic = lab.broker.newTopic("order", 1);

        List<Future<Long>> outcomes = IntStream.range(0, 2_000)
                .mapToObj(i -> lab.publisher.publish(Lab.record(topic, "a", String.valueOf(i))))
                .toList();

        Lab.get(Future.all(outcomes));
        assertThat(lab.broker.records(topic))
                .extracting(record -> Integer.parseInt(Lab.text(record.value())))
                .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
    }

    @Test
    void keepsTheOrderFromTheEndOfAPreparationOn() {
        String topic = lab.broker.newTopic("prepared", 1);
        Lab.get(lab.publisher.prepare(topic));
        Lab.get(lab.publisher.prepare(topic));

        assertThat(Lab.get(lab.publisher.publish(Lab.record(topic, "a", "1")))).isZero();
    }

    @Test
    void failsToPrepareATopicThatIsNotThere() {
        Future<Void> prepared = hasty.prepare(Lab.name("missing"));

        Await.until(Duration.ofSeconds(5), "an answer", prepared::isComplete);
        assertThat(prepared.cause()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void failsRecordsForATopicThatIsNotThereAndTakesThemOnceItIs() {
        String topic = Lab.name("late");
        Future<Long> early = hasty.publish(Lab.record(topic, "a", "early"));
        Await.until(Duration.ofSeconds(5), "an answer", early::isComplete);
        assertThat(early.cause()).isInstanceOf(TimeoutException.class);
        assertThat(hasty.heldBytes()).isZero();

        lab.broker.createTopic(topic, 1, Map.of());

        assertThat(Lab.get(hasty.publish(Lab.record(topic, "a", "late")))).isZero();
    }

    @Test
    void waitsForATopicThatIsBeingMade() {
        String topic = Lab.name("soon");
        Future<Long> outcome = lab.publisher.publish(Lab.record(topic, "a", "1"));

        lab.broker.createTopic(topic, 1, Map.of());

        assertThat(Lab.get(outcome)).isZero();
    }

    @Test
    void losesNothingOfABurstToATopicThatIsBeingMade() {
        for (int round = 0; round < 3; round++) {
            String topic = Lab.name("burst");
            List<Future<Long>> outcomes = new ArrayList<>();
            publishSome(topic, outcomes);
            lab.broker.createTopic(topic, 6, Map.of());
            publishSome(topic, outcomes);

            Lab.get(Future.all(outcomes));

            assertThat(lab.broker.records(topic)).hasSize(outcomes.size());
        }
    }

    private void publishSome(String topic, List<Future<Long>> outcomes) {
        for (int i = 0; i < 300; i++) {
            outcomes.add(lab.publisher.publish(Lab.record(topic, "key-" + i % 40, " ".repeat(500))));
        }
    }

    @Test
    void goesOnWithATopicThatWasDeletedAndMadeAnew() throws Exception {
        String topic = lab.broker.newTopic("anew", 1);
        Lab.get(lab.publisher.publish(Lab.record(topic, "a", "old")));
        try (Admin admin = lab.broker.admin()) {
            var unused = admin.deleteTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
        }
        Future<Long> between = lab.publisher.publish(Lab.record(topic, "a", "1"));

        lab.broker.createTopic(topic, 1, Map.of());
        Future<Long> after = lab.publisher.publish(Lab.record(topic, "a", "2"));

        Lab.get(Future.all(between, after));
        assertThat(lab.broker.records(topic))
                .extracting(record -> Lab.text(record.value()))
                .containsExactly("1", "2");
    }

    @Test
    void refusesARecordLargerThanKafkaTakes() {
        String topic = lab.broker.newTopic("large", 1);
        Future<Long> outcome = lab.publisher.publish(new ProducerRecord<>(topic, new byte[2 << 20]));

        Await.until(Lab.LIMIT, "an answer", outcome::isComplete);

        assertThat(outcome.cause()).isInstanceOf(RecordTooLargeException.class);
        assertThat(lab.publisher.heldBytes()).isZero();
    }

    @Test
    void tellsOutcomesOnTheCallersContext() {
        String topic = lab.broker.newTopic("context", 1);
        Context caller = lab.vertx.getOrCreateContext();
        Promise<List<Context>> seen = Promise.promise();

        caller.runOnContext(none -> lab.publisher.prepare(topic).onComplete(prepared -> {
            Context first = Vertx.currentContext();
            lab.publisher
                    .publish(Lab.record(topic, "a", "1"))
                    .onComplete(stored -> seen.complete(List.of(first, Vertx.currentContext())));
        }));

        assertThat(Lab.get(seen.future())).containsExactly(caller, caller);
    }

    @Test
    void survivesAnOutcomeThatThrows() {
        String topic = lab.broker.newTopic("throws", 1);
        lab.publisher.publish(Lab.record(topic, "a", "1"), new PublishOutcome() {
            @Override
            public void stored(long offset) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void failed(Throwable cause) {
                throw new IllegalStateException("broken", cause);
            }
        });

        assertThat(Lab.get(lab.publisher.publish(Lab.record(topic, "a", "2")))).isEqualTo(1);
        Await.until(Lab.LIMIT, "nothing held", () -> lab.publisher.heldBytes() == 0);
    }

    @Test
    void sendsWhatIsHeldWhenItCloses() {
        String topic = lab.broker.newTopic("close", 1);
        List<Future<Long>> outcomes = IntStream.range(0, 500)
                .mapToObj(i -> hasty.publish(Lab.record(topic, "a", String.valueOf(i))))
                .toList();

        Lab.get(hasty.close());

        Lab.get(Future.all(outcomes));
        assertThat(lab.broker.records(topic)).hasSize(500);
    }

    @Test
    void failsWhatStillWaitsForItsTopicWhenItCloses() {
        RecordPublisher patient = new RecordPublisher(
                lab.vertx,
                lab.kafka,
                Lab.name("patient"),
                new PublishLimits(1 << 20, Duration.ofMinutes(1), Duration.ofMillis(300)));
        Future<Long> waiting = patient.publish(Lab.record(Lab.name("missing"), "a", "1"));

        Lab.get(patient.close());

        Await.until(Lab.LIMIT, "an answer", waiting::isComplete);
        assertThat(waiting.failed()).isTrue();
        Future<Long> late = patient.publish(Lab.record(Lab.name("missing"), "a", "1"));
        Await.until(Lab.LIMIT, "an answer", late::isComplete);
        assertThat(late.failed()).isTrue();
        assertThat(patient.heldBytes()).isZero();
    }
}
