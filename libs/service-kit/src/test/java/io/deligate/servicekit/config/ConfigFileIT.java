package io.deligate.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileIT {
    @TempDir
    private Path folder;

    private SampleConfig load(String yaml, Map<String, String> env) throws IOException {
        return ConfigLoader.load(SampleConfig.defaults(), Files.writeString(folder.resolve("edge.yaml"), yaml), env);
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> load(yaml, Map.of()))
                .problems();
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefaults() throws IOException {
        SampleConfig config = load("""
                topic-prefix: file.
                cluster-port: 6000
                mqtt:
                  port: 1
                """, Map.of("DELIGATE_MQTT_PORT", "2", "DELIGATE_TOPIC_PREFIX", "env."));

        assertThat(config.topicPrefix()).isEqualTo("env.");
        assertThat(config.mqtt().port()).isEqualTo(2);
        assertThat(config.clusterPort()).isEqualTo(6000);
        assertThat(config.mqtt().connectWithin())
                .isEqualTo(SampleConfig.defaults().mqtt().connectWithin());
    }

    @Test
    void unnamedKeysOfAnOpenBlockAreFlattened() throws IOException {
        SampleConfig config = load("""
                kafka:
                  bootstrap: a:1
                  security.protocol: SSL
                  ssl:
                    truststore:
                      type: PEM
                  retries: 0010
                  interceptor.classes: [a.B, c.D]
                kafka.linger.ms: 5
                """, Map.of("DELIGATE_KAFKA_SSL_TRUSTSTORE_TYPE", "JKS"));

        assertThat(config.kafka())
                .isEqualTo(new SampleConfig.Kafka(
                        "a:1",
                        Map.of(
                                "security.protocol", "SSL",
                                "ssl.truststore.type", "JKS",
                                "retries", "0010",
                                "interceptor.classes", "a.B,c.D",
                                "linger.ms", "5")));
    }

    @Test
    void listsMayBeWrittenAsListsOrWithCommas() throws IOException {
        assertThat(load("kinds: {names: [x, 'y,z']}", Map.of()).kinds().names()).containsExactly("x", "y,z");
        assertThat(load("kinds: {names: 'x, y'}", Map.of()).kinds().names()).containsExactly("x", "y");
    }

    @Test
    void anEmptyFileOrBlockChangesNothing() throws IOException {
        assertThat(load("", Map.of())).isEqualTo(SampleConfig.defaults());
        assertThat(load("# nothing yet\n", Map.of())).isEqualTo(SampleConfig.defaults());
        assertThat(load("mqtt:\n  # port: 1\nkafka: {}\n", Map.of())).isEqualTo(SampleConfig.defaults());
    }

    @Test
    void whatIsDescribedCanBeLoadedAgain() throws IOException {
        SampleConfig config = load("kinds: {speed: very-slow, names: ['a: b', \"it's\"]}", Map.of());

        assertThat(load(String.join("\n", ConfigLoader.describe(config)), Map.of()))
                .isEqualTo(config);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("mqtt:\n  prot: 1", "mqtt.prot: unknown key (expected: mqtt.port?) [edge.yaml:2]"),
                Arguments.of("topicPrefix: x", "topicPrefix: unknown key (expected: topic-prefix?) [edge.yaml:1]"),
                Arguments.of(
                        "mqtt: {threads: 1}",
                        "mqtt.threads: unknown key (expected: one of connect-within, port) [edge.yaml:1]"),
                Arguments.of(
                        "weather: sunny",
                        "weather: unknown key (expected: one of admin-key, cluster, cluster-port, kafka, kinds, mqtt, "
                                + "tls, topic-prefix) [edge.yaml:1]"),
                Arguments.of(
                        "topic-prefix: {a: b}", "topic-prefix.a: unknown key (expected: topic-prefix?) [edge.yaml:1]"),
                Arguments.of(
                        "kafka: {bootstarp: x}",
                        "kafka.bootstarp: unknown key (expected: kafka.bootstrap?) [edge.yaml:1]"),
                Arguments.of(
                        "mqtt: 1883",
                        "mqtt: a single value (expected: a block with connect-within, port) [edge.yaml:1]"),
                Arguments.of("mqtt: {port: }", "mqtt.port: empty (expected: a whole number) [edge.yaml:1]"),
                Arguments.of("mqtt: {port: [1]}", "mqtt.port: [1] (expected: a whole number) [edge.yaml:1]"),
                Arguments.of("mqtt: {port: 70000}", "mqtt.port: 70000 (expected: 0..65535) [edge.yaml:1]"),
                Arguments.of(
                        "admin-key: [hunter2]", "admin-key: *** (expected: a value that is not empty) [edge.yaml:1]"),
                Arguments.of(
                        "mqtt.port: 1\nmqtt: {port: 2}",
                        "mqtt.port: given twice (expected: once) [edge.yaml:1, edge.yaml:2]"),
                Arguments.of("- a", "edge.yaml:1: a list (expected: keys and values)"),
                Arguments.of(
                        "mqtt: {port: 1}\n---\nmqtt: {port: 2}", "edge.yaml:3: a second document (expected: one)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeInTheFileIsReportedWithItsLine(String yaml, String line) {
        assertThat(problems(yaml)).containsExactly(line);
    }

    @Test
    void aFileThatIsNoYamlOrDoesNotExistIsReported() {
        assertThat(problems("a: [1,")).singleElement().asString().startsWith("edge.yaml:");
        assertThat(problems("mqtt: {port: 1, port: 2}"))
                .singleElement()
                .asString()
                .contains("Duplicate");
        assertThat(problems("a: &x 1\ncluster: *x")).anyMatch(line -> line.contains("an alias"));
        Path missing = folder.resolve("none.yaml");
        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> ConfigLoader.load(SampleConfig.defaults(), missing, Map.of()))
                        .problems())
                .containsExactly(missing + ": not readable (expected: a configuration file in YAML)");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> ConfigLoader.load(SampleConfig.defaults(), folder, Map.of()))
                        .problems())
                .containsExactly(folder + ": a folder (expected: a configuration file in YAML)");
    }
}
