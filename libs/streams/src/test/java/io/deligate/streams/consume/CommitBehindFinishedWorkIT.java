package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guarantee: an offset is committed once all work before it is done, and then it is committed for certain. */
class CommitBehindFinishedWorkIT {
    private static final TestKafka BROKER = TestKafka.start();

    private final Lab lab = new Lab(BROKER);
    private final String topic = BROKER.newTopic("commit", 1);
    private final String group = Lab.name("commit");
    private final Map<String, Promise<Void>> work = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        lab.close();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @Test
    void commitsNothingBehindAnOpenRecord() {
        KeyedConsumer consumer = consumer(record -> begin(Lab.text(record.key())));
        consumer.start();
        write("a", "b", "c");
        Await.until(Lab.LIMIT, "all work begun", () -> work.size() == 3);

        finish("c");
        finish("a");
        Await.until(Lab.LIMIT, "the first commit", () -> committed() == 1);
        finish("b");
        Await.until(Lab.LIMIT, "the second commit", () -> committed() == 3);

        Lab.get(consumer.stop());
    }

    @Test
    void commitsBehindPipelinedWorkOnlyWhenItIsDoneAndStartsItInOrder() {
        Map<String, Runnable> begun = new ConcurrentHashMap<>();
        Queue<String> order = new ConcurrentLinkedQueue<>();
        KeyedConsumer consumer = new KeyedConsumer(
                lab.vertx,
                Lab.name("pipelined"),
                lab.kafka,
                new RecordSource.Owned(group, topic),
                (record, done) -> {
                    begun.put(Lab.text(record.value()), done);
                    order.add(Lab.text(record.value()));
                    return Future.succeededFuture();
                },
                lab.deadLetters(),
                Lab.QUICK,
                new OpenLimits(100, 1_000));
        consumer.start();
        for (int i = 0; i < 5; i++) {
            Lab.get(lab.publisher.publish(Lab.record(topic, "same", "m" + i)));
        }
        Await.until(Lab.LIMIT, "all begun", () -> begun.size() == 5 && consumer.open() == 5);

        Objects.requireNonNull(begun.get("m1")).run();
        Await.until(Lab.LIMIT, "one less under way", () -> consumer.open() == 4);
        assertThat(committed()).isZero();
        Objects.requireNonNull(begun.get("m0")).run();
        Await.until(Lab.LIMIT, "the commit", () -> committed() == 2);
        begun.values().forEach(Runnable::run);

        Lab.get(consumer.stop());
        assertThat(committed()).isEqualTo(5);
        assertThat(order).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void finishesAndCommitsWhatIsUnderWayWhenItStops() {
        KeyedConsumer consumer = consumer(record -> begin(Lab.text(record.key())));
        consumer.start();
        write("a", "b");
        Await.until(Lab.LIMIT, "all work begun", () -> work.size() == 2);

        Future<Void> stopped = consumer.stop();
        finish("a");
        finish("b");

        Lab.get(stopped);
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void bringsUnfinishedWorkAgainAfterAStop() {
        KeyedConsumer first = consumer(record -> begin(Lab.text(record.key())));
        first.start();
        write("a", "b");
        Await.until(Lab.LIMIT, "all work begun", () -> work.size() == 2);
        finish("a");

        Lab.get(first.stop());

        Queue<String> again = new ConcurrentLinkedQueue<>();
        KeyedConsumer second = consumer(record -> {
            again.add(Lab.text(record.key()));
            return Future.succeededFuture();
        });
        second.start();
        Await.until(Lab.LIMIT, "the rest", () -> committed() == 2);
        assertThat(again).containsExactly("b");
        Lab.get(second.stop());
    }

    @Test
    void commitsAfterAnOutageWhatWasFinishedInIt() {
        KeyedConsumer consumer = new KeyedConsumer(
                lab.vertx,
                Lab.name("owner"),
                lab.kafka,
                new RecordSource.Owned(group, topic),
                record -> begin(Lab.text(record.key())),
                lab.deadLetters(),
                Lab.QUICK);
        consumer.start();
        write("a");
        Await.until(Lab.LIMIT, "the work begun", () -> work.size() == 1);
        BROKER.stop();

        finish("a");
        BROKER.restart();

        Await.until(Lab.LIMIT, "the commit", () -> committed() == 1);
        Lab.get(consumer.stop());
    }

    private Future<Void> begin(String key) {
        return workOn(key).future();
    }

    private void finish(String key) {
        workOn(key).complete();
    }

    private Promise<Void> workOn(String key) {
        return work.computeIfAbsent(key, none -> Promise.promise());
    }

    private void write(String... keys) {
        for (String key : keys) {
            Lab.get(lab.publisher.publish(Lab.record(topic, key, "x")));
        }
    }

    private long committed() {
        return lab.committed(group, topic);
    }

    private KeyedConsumer consumer(RecordHandler handler) {
        return new KeyedConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                handler,
                lab.deadLetters(),
                Lab.QUICK);
    }
}
