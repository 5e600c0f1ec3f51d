package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a publisher does while the broker is away. */
class KafkaOutageIT {
    private static final Duration NO_BLOCKING = Duration.ofMillis(500);
    private static final PublishLimits SMALL =
            new PublishLimits(200_000, Duration.ofSeconds(30), Duration.ofSeconds(2));

    private static final TestKafka BROKER = TestKafka.start();

    private final Lab lab = new Lab(BROKER);
    private final String topic = BROKER.newTopic("outage", 1);
    private RecordPublisher publisher;

    @BeforeEach
    void open() {
        publisher = new RecordPublisher(lab.vertx, lab.kafka, Lab.name("publisher"), SMALL);
    }

    @AfterEach
    void close() {
        Lab.get(publisher.close());
        lab.close();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @Tag("R41")
    @Tag("R142")
    @Test
    void losesNothingAndKeepsTheOrderOverAnOutage() {
        List<Future<Long>> outcomes = new ArrayList<>();
        publishSome(outcomes, 100);
        Lab.get(Future.all(outcomes));

        BROKER.stop();
        // The client forgets what it knew of its broker only after it has missed it, so records come in both states.
        Await.until(Lab.LIMIT, "a stalled publisher", () -> {
            publishSome(outcomes, 1);
            return publisher.stalledFor().compareTo(Duration.ofSeconds(2)) > 0;
        });
        assertThat(outcomes.stream().skip(100)).noneMatch(Future::isComplete);
        BROKER.restart();
        publishSome(outcomes, 100);

        Lab.get(Future.all(outcomes));
        assertThat(stored()).containsExactlyElementsOf(numbers(outcomes.size()));
        assertThat(publisher.heldBytes()).isZero();
    }

    @Tag("R142")
    @Test
    void neverBlocksItsCallerAndSaysWhenThereIsNoRoom() {
        Lab.get(publisher.publish(record(0, 1_000)));
        BROKER.stop();
        List<Told> outcomes = new ArrayList<>();
        Told last;
        long longest = 0;
        do {
            last = new Told();
            outcomes.add(last);
            long before = System.nanoTime();
            publisher.publish(record(outcomes.size(), 1_000), last);
            longest = Math.max(longest, System.nanoTime() - before);
        } while (last.cause == null && outcomes.size() < 1_000);
        outcomes.remove(last);
        assertThat(Duration.ofNanos(longest)).isLessThan(NO_BLOCKING);
        assertThat(last.cause).isInstanceOf(NoRoomException.class);
        for (int i = 0; i < 50; i++) {
            Told waiting = new Told();
            outcomes.add(waiting);
            assertThat(publisher.publishInTurn(record(outcomes.size(), 5_000), waiting))
                    .isFalse();
        }
        assertThat(publisher.heldBytes()).isLessThanOrEqualTo(SMALL.mostHeld());

        BROKER.restart();

        Await.until(Lab.LIMIT, "all records", () -> outcomes.stream().allMatch(each -> each.stored));
        Lab.get(publisher.publish(record(outcomes.size() + 1, 1_000)));
        assertThat(stored()).containsExactlyElementsOf(numbers(outcomes.size() + 2));
    }

    @Test
    void takesRecordsBeforeItHasEverSeenKafka() {
        BROKER.stop();
        RecordPublisher early = new RecordPublisher(lab.vertx, lab.kafka, Lab.name("early"), SMALL);
        List<Future<Long>> outcomes = new ArrayList<>();
        long before = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            outcomes.add(early.publish(record(i, 10)));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(NO_BLOCKING);

        BROKER.restart();

        Lab.get(Future.all(outcomes));
        Lab.get(early.close());
        assertThat(stored()).containsExactlyElementsOf(numbers(50));
    }

    private void publishSome(List<Future<Long>> outcomes, int count) {
        for (int i = 0; i < count; i++) {
            outcomes.add(publisher.publish(record(outcomes.size(), 10)));
        }
    }

    private ProducerRecord<byte[], byte[]> record(int number, int size) {
        return Lab.record(topic, "a", number + " ".repeat(size));
    }

    private List<Integer> stored() {
        return BROKER.records(topic).stream()
                .map(record -> Integer.parseInt(Lab.text(record.value()).strip()))
                .toList();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** One record's outcome as it was told, on whatever thread. */
    private static final class Told implements PublishOutcome {
        private volatile boolean stored;
        private volatile @Nullable Throwable cause;

        @Override
        public void stored(long offset) {
            stored = true;
        }

        @Override
        public void failed(Throwable why) {
            cause = why;
        }
    }
}
