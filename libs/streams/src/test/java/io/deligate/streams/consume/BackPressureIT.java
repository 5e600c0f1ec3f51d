package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: a consumer whose work does not come on reads no further, and stays what it is in its group. */
@ExtendWith(KafkaExtension.class)
class BackPressureIT {
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMillis(700);
    private static final int COUNT = KeyedConsumer.MOST_OPEN + 1_500;

    @Test
    void readsNoFurtherThanItsLimitAndKeepsItsMembership(TestKafka kafka) throws Exception {
        try (Lab lab = new Lab(kafka)) {
            String topic = kafka.newTopic("pressure", 2);
            String group = Lab.name("pressure");
            Lab.get(Future.all(IntStream.range(0, COUNT)
                    .mapToObj(i -> lab.publisher.publish(Lab.record(topic, "key-" + i, "x")))
                    .toList()));
            Promise<Void> release = Promise.promise();
            Set<String> begun = ConcurrentHashMap.newKeySet();
            AtomicInteger twice = new AtomicInteger();
            KeyedConsumer consumer = new KeyedConsumer(
                    lab.vertx,
                    Lab.name("member"),
                    new KafkaConfig(
                            kafka.bootstrap(),
                            Map.of("max.poll.interval.ms", String.valueOf(MAX_POLL_INTERVAL.toMillis()))),
                    new RecordSource.Shared(group, List.of(topic)),
                    record -> {
                        twice.addAndGet(begun.add(Lab.text(record.key())) ? 0 : 1);
                        return release.future();
                    },
                    lab.deadLetters(),
                    Lab.QUICK);
            consumer.start();

            Await.until(Lab.LIMIT, "a full consumer", () -> begun.size() >= KeyedConsumer.MOST_OPEN);
            Await.until(Lab.LIMIT, "the rest counted", () -> consumer.waiting() > 0);
            assertThat(consumer.waiting()).isLessThanOrEqualTo(COUNT - KeyedConsumer.MOST_OPEN);
            String member = member(lab, group);
            long threeIntervals = System.nanoTime() + 3 * MAX_POLL_INTERVAL.toNanos();
            Await.until(Lab.LIMIT, "three poll intervals", () -> {
                assertThat(member(lab, group)).isEqualTo(member);
                assertThat(begun).hasSizeLessThan(COUNT);
                return System.nanoTime() > threeIntervals;
            });
            release.complete();

            Await.until(Lab.LIMIT, "all commits", () -> lab.committed(group, topic) == COUNT);
            Await.until(Lab.LIMIT, "nothing left to read", () -> consumer.waiting() == 0);
            assertThat(begun).hasSize(COUNT);
            assertThat(twice).hasValue(0);
            Lab.get(consumer.stop());
        }
    }

    private static String member(Lab lab, String group) throws Exception {
        try (var admin = lab.broker.admin()) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(described -> described.members().stream())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.joining());
        }
    }
}
