package io.deligate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class KafkaExtensionIT {
    @Test
    void givesTheSharedBroker(TestKafka kafka) {
        assertThat(kafka).isSameAs(KafkaExtension.kafka());
        String topic = kafka.newTopic("shared", 3);
        kafka.produce(topic, "a", "1");
        kafka.produce(topic, "a", "2");
        kafka.produce(topic, "b", (byte[]) null);

        assertThat(kafka.awaitRecords(topic, 3, Duration.ofSeconds(10)))
                .filteredOn(found -> found.key().equals("a"))
                .extracting(found -> new String(found.value(), StandardCharsets.UTF_8))
                .containsExactly("1", "2");
    }

    @Test
    void refusesToStopTheSharedBroker(TestKafka kafka) {
        assertThatThrownBy(kafka::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shared");
    }

    @Test
    void keepsPortAndDataOfAnOwnBrokerOverARestart() {
        try (TestKafka own = TestKafka.start()) {
            String topic = own.newTopic("own", 1);
            own.produce(topic, "a", "1");
            String before = own.bootstrap();

            own.restart();

            assertThat(own.bootstrap()).isEqualTo(before);
            own.produce(topic, "a", "2");
            assertThat(own.records(topic)).hasSize(2);
        }
    }
}
