package io.deligate.testkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.app.AppContract.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an app made for tests has in common with any other. */
@ExtendWith(KafkaExtension.class)
class FakeAppIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void hearsItsOwnTopicFromTheBeginningAndGoesOnWhereItStopped(TestKafka kafka) {
        String prefix = kafka.newTopic("fake", 1) + ".";
        kafka.createTopic(prefix + "app.7.in", 2, Map.of());
        kafka.produce(prefix + "app.7.in", "D_1", "one");
        kafka.produce(prefix + "app.7.in", "D_1", "two");

        try (FakeApp app = FakeApp.open(kafka.bootstrap(), prefix, 7)) {
            assertThat(FakeApp.text(app.next(SOON, FakeApp.holding("w")))).isEqualTo("two");
            assertThat(FakeApp.text(app.next(SOON))).isEqualTo("one");
        }
        kafka.produce(prefix + "app.7.in", "D_1", "three");
        try (FakeApp again = FakeApp.open(kafka.bootstrap(), prefix, 7)) {
            assertThat(FakeApp.text(again.next(SOON))).isEqualTo("three");
        }
    }

    @Test
    void writesMessagesOfTheContractUnderTheirDevicesKey(TestKafka kafka) {
        String prefix = kafka.newTopic("fake", 1) + ".";
        kafka.createTopic(prefix + "app.7.in", 1, Map.of());
        kafka.createTopic(prefix + "app.7.out", 1, Map.of());

        try (FakeApp app = FakeApp.open(kafka.bootstrap(), prefix, 7)) {
            app.send("m-1", "D_1", "{\"cmd\":\"hello\"}");

            List<ConsumerRecord<String, byte[]>> written = kafka.records(app.out());
            assertThat(written).hasSize(1);
            assertThat(written.get(0).key()).isEqualTo("D_1");
            assertThat(AppContract.load()
                            .messageOf(
                                    Channel.OUT,
                                    written.get(0).value(),
                                    written.get(0).headers()))
                    .isEqualTo("appMessage");
        }
    }
}
