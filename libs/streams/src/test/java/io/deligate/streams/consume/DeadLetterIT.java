package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: failing work is tried again, and in the end kept aside without holding up its key. */
@ExtendWith(KafkaExtension.class)
class DeadLetterIT {
    private final Queue<String> tried = new ConcurrentLinkedQueue<>();
    private final String group = Lab.name("dead");
    private Lab lab;
    private String topic;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        topic = kafka.newTopic("dead", 1);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void triesFailingWorkAgainAndKeepsTheRecordAside() {
        write("a", "bad");
        write("a", "good");

        consumeUntilCommitted(2, value -> value.equals("bad") ? Future.failedFuture("no \u00fc luck") : done());

        assertThat(tried).containsExactly("bad", "bad", "bad", "bad", "good");
        var letter = lab.broker.awaitRecords(lab.deadLetter, 1, Lab.LIMIT).get(0);
        assertThat(letter.key()).isEqualTo("a");
        assertThat(Lab.text(letter.value())).isEqualTo("bad");
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.PRODUCT)).contains("DL3785W");
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.REASON))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("no ? luck"));
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.ORIGIN)).contains(topic + "/0/0");
    }

    @Test
    void goesOnWithWorkThatSucceedsAtALaterTry() {
        write("a", "1");

        consumeUntilCommitted(1, value -> tried.size() < 3 ? Future.failedFuture("not yet") : done());

        assertThat(tried).hasSize(3);
        assertThat(lab.broker.records(lab.deadLetter)).isEmpty();
    }

    @Test
    void keepsAnUnprocessableRecordAsideAtOnce() {
        write("a", "bad");

        consumeUntilCommitted(1, value -> {
            throw new UnprocessableRecordException("value: bad (expected: good)");
        });

        assertThat(tried).containsExactly("bad");
        var letter = lab.broker.awaitRecords(lab.deadLetter, 1, Lab.LIMIT).get(0);
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.REASON))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("value: bad (expected: good)"));
    }

    @Test
    void letsOtherKeysPassFailingWork() {
        write("a", "bad");
        write("b", "good");
        Promise<Void> otherDone = Promise.promise();

        consumeUntilCommitted(2, value -> {
            if (value.equals("good")) {
                otherDone.complete();
                return done();
            }
            return otherDone.future().isComplete() ? done() : Future.failedFuture("waits for the other");
        });

        assertThat(lab.broker.records(lab.deadLetter)).isEmpty();
    }

    @Test
    void keepsOnlyReasonAndOriginOfWhatIsTooLargeToCopy() {
        var large = new ConsumerRecord<>(topic, 0, 5, Lab.bytes("a"), new byte[2 << 20]);

        Lab.get(lab.deadLetters().add(large, new IllegalStateException("large")));

        var letter = lab.broker.awaitRecords(lab.deadLetter, 1, Lab.LIMIT).get(0);
        assertThat(letter.value()).isNull();
        assertThat(DeliHeaders.text(letter.headers(), DeliHeaders.ORIGIN)).contains(topic + "/0/5");
    }

    @Test
    void worksOffALongQueueOfOneKeyWithoutExhaustingTheStack() {
        int count = KeyedConsumer.MOST_OPEN;
        Lab.get(Future.all(IntStream.range(0, count)
                .mapToObj(i -> lab.publisher.publish(Lab.record(topic, "a", "x")))
                .toList()));
        Promise<Void> first = Promise.promise();
        KeyedConsumer consumer = consumer(value -> tried.size() == 1 ? first.future() : done());
        consumer.start();
        Await.until(Lab.LIMIT, "the first record", () -> tried.size() == 1);
        lab.vertx.setTimer(500, timer -> first.complete());

        Await.until(Lab.LIMIT, "all commits", () -> lab.committed(group, topic) == count);

        Lab.get(consumer.stop());
        assertThat(tried).hasSize(count);
    }

    private interface Work {
        Future<Void> on(String value);
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private void write(String key, String value) {
        ProducerRecord<byte[], byte[]> record = Lab.record(topic, key, value);
        DeliHeaders.put(record.headers(), DeliHeaders.PRODUCT, "DL3785W");
        Lab.get(lab.publisher.publish(record));
    }

    private void consumeUntilCommitted(long position, Work work) {
        KeyedConsumer consumer = consumer(work);
        consumer.start();
        Await.until(Lab.LIMIT, "the commit", () -> lab.committed(group, topic) == position);
        Lab.get(consumer.stop());
    }

    private KeyedConsumer consumer(Work work) {
        return new KeyedConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                record -> {
                    tried.add(Lab.text(record.value()));
                    return work.on(Lab.text(record.value()));
                },
                lab.deadLetters(),
                Lab.QUICK);
    }
}
