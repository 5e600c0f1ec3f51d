package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "kafka",
                "127.0.0.1",
                "kafka:",
                ":9092",
                "kafka:0",
                "kafka:65536",
                "a:1,",
                "a:1;b:2",
                "a b:1"
            })
    void refusesWhatIsNoAddress(String bootstrap) {
        assertThatThrownBy(() -> new KafkaConfig(bootstrap, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kafka.bootstrap: '" + bootstrap + "' (expected: host:port, more of them after commas)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:9092",
                "10.0.0.1:1, 10.0.0.2:65535",
                "[::1]:9092",
                "[fe80::1%eth0]:9092",
                "PLAINTEXT://kafka-0.kafka.svc:9092",
                "my_kafka:1"
            })
    void takesAddressesAsKafkasClientsDo(String bootstrap) {
        assertThat(new KafkaConfig(bootstrap, Map.of()).bootstrap()).isEqualTo(bootstrap);
    }

    @Test
    void saysWhatAClientOfKafkaRefuses() {
        KafkaConfig config = new KafkaConfig("nowhere.invalid:9092", Map.of());

        assertThatThrownBy(() -> config.open(() -> Admin.create(config.client(Map.of(), Map.of()))))
                .isInstanceOf(KafkaException.class)
                .hasMessageMatching("kafka at nowhere\\.invalid:9092: No resolvable bootstrap urls .*"
                        + "\\(expected: kafka\\.bootstrap and kafka\\.properties of a cluster that can be reached\\)");
    }

    @Test
    void keepsItsPropertiesToItself() {
        Map<String, String> given = new HashMap<>(Map.of("a", "1"));
        KafkaConfig config = new KafkaConfig("k:1", given);

        given.put("b", "2");

        assertThat(config.properties()).containsOnlyKeys("a");
    }
}
