package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: of many topics each is read, soon after it is made, and none for longer than its quota while others wait. */
@ExtendWith(KafkaExtension.class)
class ManyTopicsIT {
    private static final TopicQuota QUOTA = new TopicQuota(20, 1 << 20, new OpenLimits(100, 1 << 20));

    private final String stem = Lab.name("many");
    private final Queue<String> journal = new ConcurrentLinkedQueue<>();
    private Lab lab;
    private TestKafka kafka;

    @BeforeEach
    void open(TestKafka broker) {
        kafka = broker;
        lab = new Lab(broker);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void readsTopicsThatComeAndForgetsThoseThatGo() throws Exception {
        KeyedConsumer consumer = consumer(this::note);
        topic("a");
        consumer.start();
        Lab.get(consumer.joined());
        topic("b");
        kafka.produce(stem + ".a.out", "k", "1");
        kafka.produce(stem + ".b.out", "k", "1");
        Await.until(Duration.ofSeconds(5), "both", () -> journal.size() == 2);

        try (var admin = kafka.admin()) {
            var unused = admin.deleteTopics(List.of(stem + ".a.out")).all().get();
        }
        kafka.produce(stem + ".b.out", "k", "2");
        topic("c");
        kafka.produce(stem + ".c.out", "k", "3");

        Await.until(Lab.LIMIT, "the others", () -> journal.containsAll(List.of(stem + ".b.out 2", stem + ".c.out 3")));
        assertThat(consumer.problem()).isEmpty();
        Lab.get(consumer.stop());
    }

    @Test
    void holdsBackOneTopicAndNotTheOthers() {
        topic("flood");
        topic("quiet");
        for (int i = 0; i < 300; i++) {
            kafka.produce(stem + ".flood.out", "k", Integer.toString(i));
        }
        KeyedConsumer consumer = consumer(this::note);
        consumer.start();
        Await.until(Lab.LIMIT, "the flood", () -> !journal.isEmpty());
        for (int i = 300; i < 900; i++) {
            kafka.produce(stem + ".flood.out", "k", Integer.toString(i));
        }

        kafka.produce(stem + ".quiet.out", "k", "q");

        Await.until(Lab.LIMIT, "the quiet one", () -> journal.contains(stem + ".quiet.out q"));
        assertThat(journal).hasSizeLessThan(900);
        Lab.get(consumer.stop());
    }

    @Test
    void waitsForWhatIsAwayAndGivesUpWhatIsBroken() {
        topic("waits");
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger tries = new AtomicInteger();
        KeyedConsumer consumer = consumer(record -> {
            tries.incrementAndGet();
            return away.get()
                    ? Future.failedFuture(new NotNowException("away", new IllegalStateException()))
                    : note(record);
        });
        consumer.start();
        kafka.produce(stem + ".waits.out", "k", "1");
        int more = 3 * Lab.QUICK.count();
        Await.until(Lab.LIMIT, "more tries than a dead letter has", () -> tries.get() > more);

        away.set(false);

        Await.until(Lab.LIMIT, "the record", () -> journal.contains(stem + ".waits.out 1"));
        Lab.get(consumer.stop());
    }

    @Test
    void aReaderOfNewsBeginsAtTheEndAndKeepsItsPlace() {
        String topic = kafka.newTopic("news", 2);
        kafka.produce(topic, "k", "old");
        KeyedConsumer first = news(topic);
        first.start();
        Lab.get(first.joined());
        Lab.get(first.stop());
        kafka.produce(topic, "k", "meanwhile");

        KeyedConsumer second = news(topic);
        second.start();

        Await.until(Lab.LIMIT, "what came meanwhile", () -> !journal.isEmpty());
        assertThat(journal).containsExactly(topic + " meanwhile");
        Lab.get(second.stop());
    }

    private void topic(String name) {
        kafka.createTopic(stem + "." + name + ".out", 2, Map.of());
    }

    private Future<Void> note(ConsumerRecord<byte[], byte[]> record) {
        journal.add(record.topic() + " " + Lab.text(record.value()));
        return Future.succeededFuture();
    }

    private KeyedConsumer consumer(RecordHandler handler) {
        Pattern topics = Pattern.compile(Pattern.quote(stem) + "\\.[a-z]+\\.out");
        return consumer(new RecordSource.Matching(stem, topics, QUOTA), handler);
    }

    private KeyedConsumer news(String topic) {
        return consumer(new RecordSource.News(stem, topic), this::note);
    }

    private KeyedConsumer consumer(RecordSource source, RecordHandler handler) {
        return new KeyedConsumer(
                lab.vertx, Lab.name("member"), lab.kafka, source, handler, lab.deadLetters(), Lab.QUICK);
    }
}
