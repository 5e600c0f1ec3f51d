package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: batches come one after the other, a failing one again and again, and nothing is skipped. */
@ExtendWith(KafkaExtension.class)
class BatchConsumerIT {
    private final String group = Lab.name("batch");
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private Lab lab;
    private String topic;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        topic = kafka.newTopic("batch", 2);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Tag("R147")
    @Test
    void bringsAFailingBatchAgainUntilItSucceeds() {
        write(0, 20);
        BatchConsumer consumer = consumer(batch -> {
            batches.add(values(batch));
            return batches.size() < 6 ? Future.failedFuture("database down") : Future.succeededFuture();
        });
        consumer.start();

        Await.until(Lab.LIMIT, "the commit", () -> committed() == 20);
        Lab.get(consumer.stop());

        assertThat(batches.subList(0, 6)).allMatch(batches.get(0)::equals);
        assertThat(batches.stream().skip(5).flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(values(0, 20));
    }

    @Test
    void followsATailFromWhatIsItsEndWhenItIsInPlaceAndBringsNothingTwice() {
        write(0, 10);
        for (int life = 1; life <= 2; life++) {
            BatchConsumer consumer = new BatchConsumer(
                    lab.vertx,
                    Lab.name("tail"),
                    lab.kafka,
                    new RecordSource.Tail(topic),
                    batch -> {
                        batches.add(values(batch));
                        return Future.succeededFuture();
                    },
                    Lab.QUICK);
            consumer.start();
            Lab.get(consumer.inPlace());
            write(life * 10, life * 10 + 10);
            int expected = life * 10;
            Await.until(
                    Lab.LIMIT,
                    "the new records",
                    () -> batches.stream().mapToInt(List::size).sum() >= expected);
            Lab.get(consumer.stop());
        }
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(values(10, 30));
    }

    @Test
    void hasOneBatchUnderWayAtATime() {
        List<Promise<Void>> open = new CopyOnWriteArrayList<>();
        write(0, 10);
        BatchConsumer consumer = consumer(batch -> {
            batches.add(values(batch));
            Promise<Void> work = Promise.promise();
            open.add(work);
            return work.future();
        });
        consumer.start();
        Await.until(Lab.LIMIT, "the first batch", () -> open.size() == 1);
        write(10, 20);

        assertThat(committed()).isZero();
        for (int i = 0; committed() < 20; i++) {
            int next = i;
            Await.until(Lab.LIMIT, "a batch", () -> open.size() == next + 1 || committed() == 20);
            if (open.size() > next) {
                open.get(next).complete();
            }
        }

        Lab.get(consumer.stop());
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(values(0, 20));
    }

    @Test
    void stopsAtOnceWhileABatchFailsAndTriesItNoMore() {
        write(0, 5);
        BatchConsumer first = new BatchConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                batch -> {
                    batches.add(values(batch));
                    return Future.failedFuture("database down");
                },
                new RetryGaps(1, Duration.ofMinutes(10), Duration.ofMinutes(10)));
        first.start();
        Await.until(Lab.LIMIT, "the first try", () -> !batches.isEmpty());

        long before = System.nanoTime();
        Lab.get(first.stop());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(committed()).isZero();

        List<String> again = new CopyOnWriteArrayList<>();
        BatchConsumer second = consumer(batch -> {
            again.addAll(values(batch));
            return Future.succeededFuture();
        });
        second.start();
        Await.until(Lab.LIMIT, "the commit", () -> committed() == 5);
        Lab.get(second.stop());
        assertThat(again).containsExactlyInAnyOrderElementsOf(values(0, 5));
    }

    @Test
    void skipsNothingWhenMembersChangeUnderAFailingBatch() {
        write(0, 30);
        List<String> done = new CopyOnWriteArrayList<>();
        BatchHandler handler = batch -> {
            batches.add(values(batch));
            if (batches.size() % 3 != 0) {
                return Future.failedFuture("now and then");
            }
            done.addAll(values(batch));
            return Future.succeededFuture();
        };
        List<BatchConsumer> members = new ArrayList<>(List.of(consumer(handler), consumer(handler)));
        members.get(0).start();
        Await.until(Lab.LIMIT, "the first at work", () -> !batches.isEmpty());
        members.get(1).start();
        write(30, 60);
        Lab.get(members.get(0).stop());
        write(60, 90);

        Await.until(Lab.LIMIT, "the commit", () -> committed() == 90);
        Lab.get(members.get(1).stop());
        assertThat(done).containsAll(values(0, 90));
    }

    private void write(int from, int to) {
        Lab.get(Future.all(values(from, to).stream()
                .map(value -> lab.publisher.publish(Lab.record(topic, "key-" + value, value)))
                .toList()));
    }

    private long committed() {
        return lab.committed(group, topic);
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    private static List<String> values(List<ConsumerRecord<byte[], byte[]>> batch) {
        return batch.stream().map(record -> Lab.text(record.value())).toList();
    }

    private BatchConsumer consumer(BatchHandler handler) {
        return new BatchConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                handler,
                Lab.QUICK);
    }
}
