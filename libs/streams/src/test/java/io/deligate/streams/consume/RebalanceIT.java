package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: what happens to partitions and to the work on them when members come and go. */
@ExtendWith(KafkaExtension.class)
class RebalanceIT {
    private static final int PARTITIONS = 4;

    private final String group = Lab.name("rebalance");
    private Lab lab;
    private String topic;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        topic = kafka.newTopic("rebalance", PARTITIONS);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void givesPartitionsToWhoComesAndTakesThemBackFromWhoGoes() {
        Map<String, String> workedBy = new ConcurrentHashMap<>();
        KeyedConsumer first = member(record -> note(workedBy, record, "first"));
        first.start();
        writeEverywhere("1");
        Await.until(Lab.LIMIT, "the first at work", () -> workedBy.size() == PARTITIONS);

        KeyedConsumer second = member(record -> note(workedBy, record, "second"));
        second.start();
        Await.until(Lab.LIMIT, "both at work", () -> {
            writeEverywhere("2");
            return workedBy.containsValue("first") && workedBy.containsValue("second");
        });

        Lab.get(second.stop());
        Await.until(Lab.LIMIT, "the first alone", () -> {
            writeEverywhere("3");
            return !workedBy.containsValue("second");
        });
        Lab.get(first.stop());
    }

    @Test
    void waitsWithARevokedPartitionUntilItsWorkIsDone() {
        Queue<String> journal = new ConcurrentLinkedQueue<>();
        Promise<Void> slow = Promise.promise();
        KeyedConsumer first = member(record -> {
            journal.add("first " + Lab.text(record.value()));
            return slow.future();
        });
        first.start();
        writeEverywhere("x");
        Await.until(Lab.LIMIT, "the first at work", () -> journal.size() == PARTITIONS);

        KeyedConsumer second = member(record -> {
            journal.add("second " + Lab.text(record.value()));
            return Future.succeededFuture();
        });
        second.start();
        Await.until(Lab.LIMIT, "a second member", () -> memberCount() == 2);
        slow.complete();

        Await.until(Lab.LIMIT, "all commits", () -> lab.committed(group, topic) == PARTITIONS);
        Lab.get(Future.all(first.stop(), second.stop()));
        assertThat(journal).hasSize(PARTITIONS).allMatch(line -> line.startsWith("first"));
    }

    @Test
    void leavesFailingWorkToTheNewOwner() {
        Queue<String> firstTried = new ConcurrentLinkedQueue<>();
        Queue<String> secondDid = new ConcurrentLinkedQueue<>();
        KeyedConsumer first = new KeyedConsumer(
                lab.vertx,
                Lab.name("first"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                record -> {
                    firstTried.add(Lab.text(record.key()));
                    return Future.failedFuture("not here");
                },
                lab.deadLetters(),
                new RetryGaps(1_000_000, Duration.ofMillis(20), Duration.ofMillis(20)));
        first.start();
        writeEverywhere("x");
        Await.until(Lab.LIMIT, "the first at work", () -> firstTried.size() > 2 * PARTITIONS);

        KeyedConsumer second = member(record -> {
            secondDid.add(Lab.text(record.key()));
            return Future.succeededFuture();
        });
        second.start();
        Lab.get(first.stop());

        Await.until(Lab.LIMIT, "the second's work", () -> secondDid.size() == PARTITIONS);
        int tries = firstTried.size();
        Await.until(Lab.LIMIT, "all commits", () -> lab.committed(group, topic) == PARTITIONS);
        assertThat(firstTried).hasSize(tries);
        Lab.get(second.stop());
    }

    private static Future<Void> note(Map<String, String> workedBy, ConsumerRecord<byte[], byte[]> record, String who) {
        workedBy.put(Lab.text(record.key()), who);
        return Future.succeededFuture();
    }

    private void writeEverywhere(String value) {
        Lab.get(Future.all(IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> lab.publisher.publish(
                        new ProducerRecord<>(topic, partition, Lab.bytes("p" + partition), Lab.bytes(value))))
                .toList()));
    }

    private int memberCount() throws Exception {
        try (var admin = lab.broker.admin()) {
            var described = admin.describeConsumerGroups(List.of(group)).all().get();
            return described.values().stream()
                    .mapToInt(one -> one.members().size())
                    .sum();
        }
    }

    private KeyedConsumer member(RecordHandler handler) {
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
