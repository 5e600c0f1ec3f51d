package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
    @Test
    void looksOnThisMachineUnlessTold() {
        assertThat(KafkaConfig.defaults()).isEqualTo(new KafkaConfig("127.0.0.1:9092", Map.of()));
    }

    @Test
    void letsTheOperatorTuneButNotBreakPromises() {
        KafkaConfig config = new KafkaConfig("k:1", Map.of("linger.ms", "7", "acks", "0", "bootstrap.servers", "x:1"));

        var client = config.client(Map.of("linger.ms", 1, "client.id", "me"), Map.of("acks", "all"));

        assertThat(client)
                .containsOnly(
                        Map.entry("linger.ms", "7"),
                        Map.entry("client.id", "me"),
                        Map.entry("acks", "all"),
                        Map.entry("bootstrap.servers", "k:1"));
    }

    @Tag("R148")
    @Test
    void showsNoValueOfAClientProperty() {
        KafkaConfig config = new KafkaConfig("k:1", Map.of("sasl.jaas.config", "password=\"hush\""));

        assertThat(config.toString()).contains("k:1", "sasl.jaas.config").doesNotContain("hush");
    }

    @Test
    void refusesNoAddress() {
        assertThatThrownBy(() -> new KafkaConfig(" ", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kafka.bootstrap: empty (expected: host:port,...)");
    }

    @Test
    void keepsItsPropertiesToItself() {
        Map<String, String> given = new HashMap<>(Map.of("a", "1"));
        KafkaConfig config = new KafkaConfig("k:1", given);

        given.put("b", "2");

        assertThat(config.properties()).containsOnlyKeys("a");
    }
}
