package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: a consumer that has ended says so, and one that was asked to end does. */
@ExtendWith(KafkaExtension.class)
class ConsumerProblemIT {
    private Lab lab;
    private String topic;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        topic = kafka.newTopic("problem", 1);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void tellsThatAKeyedConsumerWasEndedByKafka() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        KeyedConsumer first = keyed(seen);
        first.start();
        Lab.get(lab.publisher.publish(Lab.record(topic, "a", "1")));
        Await.until(Lab.LIMIT, "a record", () -> seen.size() == 1);
        assertThat(first.problem()).isEmpty();

        // a member with the same instance id takes its place: Kafka fences the first for good
        KeyedConsumer second = keyed(seen);
        second.start();

        Await.until(Lab.LIMIT, "a problem", () -> first.problem().isPresent());
        assertThat(first.problem().orElseThrow()).contains("has ended", "FencedInstanceId");
        Lab.get(first.stop());
        assertThat(first.problem()).isPresent();
        assertThat(second.problem()).isEmpty();
        Lab.get(second.stop());
        assertThat(second.problem()).isEmpty();
    }

    private KeyedConsumer keyed(Queue<String> seen) {
        return new KeyedConsumer(
                lab.vertx,
                Lab.name("member"),
                new KafkaConfig(lab.broker.bootstrap(), Map.of("group.instance.id", "twin")),
                new RecordSource.Shared(topic + "-group", List.of(topic)),
                record -> {
                    seen.add(Lab.text(record.value()));
                    return Future.succeededFuture();
                },
                lab.deadLetters(),
                Lab.QUICK);
    }

    @Test
    void tellsThatABatchConsumerWasEndedByAnError() {
        BatchConsumer consumer = new BatchConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(topic + "-batches", List.of(topic)),
                batch -> {
                    throw new AssertionError("broken");
                },
                Lab.QUICK);
        consumer.start();
        Lab.get(lab.publisher.publish(Lab.record(topic, "a", "1")));

        Await.until(Lab.LIMIT, "a problem", () -> consumer.problem().isPresent());
        assertThat(consumer.problem().orElseThrow()).contains("has ended", "broken");
        // not waited for: the batch that broke counts as under way
        var unused = consumer.stop();
    }

    @Test
    void failsTheStartOfATableReaderThatCannotApply() {
        Lab.get(lab.publisher.publish(Lab.record(topic, "a", "1")));
        TableReader reader = new TableReader(Lab.name("table"), lab.kafka, topic, record -> {
            throw new IllegalStateException("broken");
        });

        Future<Void> started = reader.start();

        Await.until(Lab.LIMIT, "an answer", started::isComplete);
        assertThat(started.cause()).hasMessageContaining("broken");
        assertThat(reader.problem().orElseThrow()).contains("has ended", "broken");
        Lab.get(reader.stop());
    }

    @Test
    void waitsForATopicThatIsNotThereYet() {
        String late = Lab.name("late");
        Queue<String> applied = new ConcurrentLinkedQueue<>();
        TableReader reader =
                new TableReader(Lab.name("table"), lab.kafka, late, record -> applied.add(Lab.text(record.value())));
        Future<Void> started = reader.start();

        lab.broker.createTopic(late, 2, Map.of());

        Lab.get(started);
        Lab.get(lab.publisher.publish(Lab.record(late, "a", "1")));
        Await.until(Lab.LIMIT, "the record", () -> applied.size() == 1);
        assertThat(reader.problem()).isEmpty();
        Lab.get(reader.stop());
    }

    @Test
    void endsAReaderThatStillWaits() {
        TableReader reader = new TableReader(Lab.name("table"), lab.kafka, Lab.name("missing"), record -> {});
        Future<Void> started = reader.start();

        Lab.get(reader.stop());

        Await.until(Lab.LIMIT, "an answer", started::isComplete);
        assertThat(started.cause()).hasMessageContaining("stopped");
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void endsAConsumerThatNeverBegan() {
        TableReader reader = new TableReader(Lab.name("table"), lab.kafka, topic, record -> {});

        Lab.get(reader.stop());
        Lab.get(reader.stop());

        Future<Void> late = reader.start();
        Await.until(Lab.LIMIT, "an answer", late::isComplete);
        assertThat(late.failed()).isTrue();
    }

    @Test
    void answersOnTheCallersContext() {
        TableReader reader = new TableReader(Lab.name("table"), lab.kafka, topic, record -> {});
        Context caller = lab.vertx.getOrCreateContext();
        Promise<List<Context>> seen = Promise.promise();

        caller.runOnContext(none -> reader.start().onComplete(started -> {
            Context first = Vertx.currentContext();
            reader.stop().onComplete(stopped -> seen.complete(List.of(first, Vertx.currentContext())));
        }));

        assertThat(Lab.get(seen.future())).containsExactly(caller, caller);
    }
}
