package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.process.Terminal;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator does with dead letters, on the command line. */
@ExtendWith(KafkaExtension.class)
class DeadLettersIT {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final String prefix = "letters" + PREFIXES.incrementAndGet() + ".";
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private TestKafka kafka;

    @BeforeEach
    void topics(TestKafka broker) {
        kafka = broker;
        kafka.createTopic(prefix + "dead-letter", 2, Map.of());
        kafka.createTopic(prefix + "up.3xx", 3, Map.of());
        kafka.createTopic(prefix + "sessions", 1, Map.of());
    }

    @Test
    void areShownWithTheirPlaceOriginKeyAndReason() {
        letter(0, "up.3xx/2/17", "A", "one", "too bad");
        letter(1, "up.3xx/1/4", "B", "two", "worse");

        assertThat(run("list")).isZero();

        assertThat(lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("0/0  ")
                        .contains("from " + prefix + "up.3xx/2/17  key A", "too bad"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("1/0  ").contains("from " + prefix + "up.3xx/1/4  key B", "worse"))
                .endsWith("2 dead letters");
        assertThat(run("list", "--key", "B", "--reason", "wors", "--origin", prefix + "up.3xx"))
                .isZero();
        assertThat(lines()).endsWith("1 dead letters");
    }

    @Test
    void goBackAsTheyWereAndOnlyOnce() {
        letter(0, "up.3xx/2/17", "A", "one", "too bad");
        letter(0, "up.3xx/2/18", "A", "two", "too bad");
        letter(1, "up.3xx/2/19", "C", "three", "other");

        assertThat(run("replay", "--reason", "too bad", "--dry-run")).isZero();
        assertThat(kafka.records(prefix + "up.3xx")).isEmpty();
        assertThat(run("replay", "--reason", "too bad")).isZero();
        assertThat(lines()).contains("2 replayed, 0 replayed before, 0 not possible");
        assertThat(run("replay", "--all")).isZero();
        assertThat(lines()).contains("1 replayed, 2 replayed before, 0 not possible");

        List<ConsumerRecord<String, byte[]>> back = kafka.records(prefix + "up.3xx");
        assertThat(back)
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("one", "two", "three");
        assertThat(back).allSatisfy(record -> {
            assertThat(DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID))
                    .isPresent();
            assertThat(DeliHeaders.text(record.headers(), DeliHeaders.ORIGIN)).isEmpty();
            assertThat(DeliHeaders.text(record.headers(), DeliHeaders.REASON)).isEmpty();
        });
        assertThat(run("list")).isZero();
        assertThat(lines()).containsExactly("0 dead letters");
        assertThat(run("list", "--all")).isZero();
        assertThat(lines()).endsWith("3 dead letters");
        assertThat(run("replay", "--at", "1/0", "--again")).isZero();
        assertThat(kafka.records(prefix + "up.3xx")).hasSize(4);
    }

    @Test
    void doNotGoWhereTheOldWouldBeTakenForNew() {
        letter(0, "sessions/0/3", "A", "{}", "unreadable");

        assertThat(run("replay", "--all")).isEqualTo(1);

        assertThat(lines()).contains("0 replayed, 0 replayed before, 1 not possible");
        assertThat(kafka.records(prefix + "sessions")).isEmpty();
    }

    @Test
    void areNotReplayedWithoutASelection() {
        assertThat(run("replay")).isEqualTo(2);
    }

    @Test
    void areNotSelectedByAnEmptyText() {
        letter(0, "up.3xx/2/17", "A", "one", "too bad");

        assertThat(run("replay", "--reason", "")).isEqualTo(2);
        assertThat(lines()).anySatisfy(line -> assertThat(line).contains("--reason: empty (expected: "));
        assertThat(run("replay", "--origin", " ")).isEqualTo(2);
        assertThat(run("replay", "--key", "")).isEqualTo(2);
        assertThat(kafka.records(prefix + "up.3xx")).isEmpty();
    }

    @Test
    void cannotForgeALineOrMoveTheCursor() {
        letter(0, "up.3xx/2/17", "A\n8/8  forged\u001b[2J\u202e", "one", "too\rbad");

        assertThat(run("list")).isZero();

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("key A\\u000a8/8  forged\\u001b[2J\\u202e", "too\\u000dbad");
    }

    @Test
    void areNotLookedForAtAPlaceThatIsNone() {
        assertThat(run("list", "--at", "foo")).isEqualTo(2);
    }

    private void letter(int partition, String origin, String key, String value, String reason) {
        var record =
                new ProducerRecord<>(prefix + "dead-letter", partition, key, value.getBytes(StandardCharsets.UTF_8));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, "m-" + value);
        DeliHeaders.put(record.headers(), DeliHeaders.REASON, reason);
        DeliHeaders.put(record.headers(), DeliHeaders.ORIGIN, prefix + origin);
        kafka.produce(record);
    }

    private int run(String... args) {
        printed.reset();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        String[] all = new String[args.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(args, 0, all, 1, args.length);
        return Commands.line(
                        new Terminal(out, out),
                        Map.of("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap(), "DELIGATE_TOPIC_PREFIX", prefix))
                .execute(all);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
