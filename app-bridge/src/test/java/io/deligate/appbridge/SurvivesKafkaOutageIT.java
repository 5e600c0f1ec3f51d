package io.deligate.appbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.testkit.Await;
import io.deligate.testkit.TestKafka;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guarantee: when Kafka goes away in the middle of the work, all of it is done when Kafka is back. */
class SurvivesKafkaOutageIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int COUNT = 300;

    private TestKafka kafka;
    private BridgeFixture bridge;
    private long app;

    @BeforeEach
    void open() {
        kafka = TestKafka.start();
        bridge = new BridgeFixture(kafka);
        app = bridge.app();
        bridge.start();
        bridge.connected("D", DeviceStatus.NORMAL, app);
    }

    @AfterEach
    void close() {
        bridge.close();
        kafka.close();
    }

    @Test
    void inBothDirections() {
        kafka.produceAll(Stream.concat(
                        numbers()
                                .map(mid -> bridge.message(
                                        "D",
                                        "{\"mid\":\"" + mid + "\",\"action\":300,\"data\":{\"cmd\":\"c\"}}",
                                        "D:1:" + mid)),
                        numbers().map(mid -> bridge.fromApp(app, "D", BridgeFixture.call(mid, "D"))))
                .toList());
        Await.until(LIMIT, "the work begins", () -> !bridge.told(app, "D").isEmpty());

        kafka.restart();

        Await.untilAsserted(LIMIT, () -> assertThat(mids(bridge.told(app, "D"))).containsExactlyElementsOf(all()));
        Await.untilAsserted(LIMIT, () -> assertThat(mids(bridge.down("D"))).containsExactlyElementsOf(all()));
        kafka.restart();
        bridge.outcomes(bridge.down("D"), ReceiptOutcome.DELIVERED);
        Await.untilAsserted(
                LIMIT,
                () -> assertThat(bridge.told(app, "D").stream()
                                .filter(record -> action(record) == 301)
                                .map(SurvivesKafkaOutageIT::mid)
                                .distinct())
                        .containsExactlyElementsOf(all()));
    }

    private static Stream<String> numbers() {
        return IntStream.range(0, COUNT).mapToObj(Integer::toString);
    }

    private static List<String> all() {
        return numbers().toList();
    }

    /** In the order of their first coming. */
    private static LinkedHashSet<String> mids(List<ConsumerRecord<String, byte[]>> records) {
        return new LinkedHashSet<>(
                records.stream().map(SurvivesKafkaOutageIT::mid).toList());
    }

    private static String mid(ConsumerRecord<String, byte[]> record) {
        return BridgeFixture.json(record).getString("mid");
    }

    private static int action(ConsumerRecord<String, byte[]> record) {
        return BridgeFixture.json(record).getInteger("action");
    }
}
