package io.deligate.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static SampleConfig load(Map<String, String> env) {
        return ConfigLoader.load(SampleConfig.defaults(), null, env);
    }

    private static List<String> problems(Map<String, String> env) {
        return catchThrowableOfType(ConfigException.class, () -> load(env)).problems();
    }

    @Test
    void withoutAnythingGivenTheDefaultsHold() {
        assertThat(load(Map.of())).isEqualTo(SampleConfig.defaults());
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value("DELIGATE_TOPIC_PREFIX", "x.", SampleConfig::topicPrefix, "x."),
                value("DELIGATE_TOPIC_PREFIX", "", SampleConfig::topicPrefix, ""),
                value("DELIGATE_MQTT_PORT", "1884", it -> it.mqtt().port(), 1884),
                value("DELIGATE_MQTT_PORT", " 0 ", it -> it.mqtt().port(), 0),
                value("DELIGATE_MQTT_CONNECT_WITHIN", "500ms", it -> it.mqtt().connectWithin(), Duration.ofMillis(500)),
                value("DELIGATE_MQTT_CONNECT_WITHIN", "5m", it -> it.mqtt().connectWithin(), Duration.ofMinutes(5)),
                value("DELIGATE_MQTT_CONNECT_WITHIN", "2d", it -> it.mqtt().connectWithin(), Duration.ofDays(2)),
                value("DELIGATE_MQTT_CONNECT_WITHIN", "PT10S", it -> it.mqtt().connectWithin(), Duration.ofSeconds(10)),
                value("DELIGATE_CLUSTER", "dns:deligate", SampleConfig::cluster, "dns:deligate"),
                value("DELIGATE_CLUSTER", "", SampleConfig::cluster, null),
                value("DELIGATE_CLUSTER_PORT", "0", SampleConfig::clusterPort, 0),
                value("DELIGATE_ADMIN_KEY", "k", SampleConfig::adminKey, new Secret("k")),
                value("DELIGATE_KINDS_COUNT", "9000000000", it -> it.kinds().count(), 9_000_000_000L),
                value("DELIGATE_KINDS_SHARE", "0.25", it -> it.kinds().share(), 0.25),
                value("DELIGATE_KINDS_ON", "False", it -> it.kinds().on(), false),
                value("DELIGATE_KINDS_SIZE", "2MiB", it -> it.kinds().size(), ByteSize.ofMiB(2)),
                value("DELIGATE_KINDS_SPEED", "very-slow", it -> it.kinds().speed(), SampleConfig.Speed.VERY_SLOW),
                value("DELIGATE_KINDS_FOLDER", "x/y", it -> it.kinds().folder(), Path.of("x/y")),
                value("DELIGATE_KINDS_BASE", "https://a/b", it -> it.kinds().base(), URI.create("https://a/b")),
                value("DELIGATE_KINDS_NAMES", "x, y,z", it -> it.kinds().names(), List.of("x", "y", "z")),
                value("DELIGATE_KINDS_NAMES", "", it -> it.kinds().names(), List.of()),
                value("DELIGATE_KINDS_LIMIT", "3", it -> it.kinds().limit(), 3));
    }

    private static Arguments value(
            String variable, String text, Function<SampleConfig, Object> setting, @Nullable Object expected) {
        return Arguments.of(variable, text, setting, expected);
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("values")
    void everyTypeIsReadFromTheEnvironment(
            String variable, String text, Function<SampleConfig, Object> setting, Object expected) {
        assertThat(setting.apply(load(Map.of(variable, text)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DELIGATE_MQTT_PORT           | abc       | mqtt.port: abc (expected: a whole number)",
                "DELIGATE_MQTT_PORT           | ``        | mqtt.port: empty (expected: a whole number)",
                "DELIGATE_MQTT_PORT           | 1.5       | mqtt.port: 1.5 (expected: a whole number)",
                "DELIGATE_MQTT_PORT           | -1        | mqtt.port: -1 (expected: 0..65535)",
                "DELIGATE_MQTT_PORT           | 65536     | mqtt.port: 65536 (expected: 0..65535)",
                "DELIGATE_MQTT_CONNECT_WITHIN | 10        | mqtt.connect-within: 10 (expected: a duration such as 500ms, 10s, 5m or PT10S)",
                "DELIGATE_MQTT_CONNECT_WITHIN | 0s        | mqtt.connect-within: 0s (expected: longer than 0s)",
                "DELIGATE_ADMIN_KEY           | ``        | admin-key: empty (expected: a value that is not empty)",
                "DELIGATE_KINDS_SHARE         | NaN       | kinds.share: NaN (expected: a number)",
                "DELIGATE_KINDS_ON            | yes       | kinds.on: yes (expected: true or false)",
                "DELIGATE_KINDS_SIZE          | 5MB       | kinds.size: 5MB (expected: a size such as 512KiB, 64MiB or 1GiB)",
                "DELIGATE_KINDS_SPEED         | warp      | kinds.speed: warp (expected: one of very-slow, fast)",
                "DELIGATE_KINDS_BASE          | http://u:pw@h ost | kinds.base: http://u:***@h ost (expected: a URI)",
            })
    void aBadValueIsReportedWithItsKeyAndWhatWasExpected(String variable, String value, String line) {
        assertThat(problems(Map.of(variable, value))).containsExactly(line + " [" + variable + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "DELIGATE_MQTT_PRT, DELIGATE_MQTT_PRT: unknown variable (expected: DELIGATE_MQTT_PORT?)",
        "DELIGATE_MQTT_PROT, DELIGATE_MQTT_PROT: unknown variable (expected: DELIGATE_MQTT_PORT?)",
        "DELIGATE_REGISTRI_PORT, DELIGATE_REGISTRI_PORT: unknown variable (expected: DELIGATE_REGISTRY_PORT?)",
        "DELIGATE_COMPLETELY_DIFFERENT, DELIGATE_COMPLETELY_DIFFERENT: unknown variable (expected: a name that --help lists)",
        "DELIGATE_, DELIGATE_: unknown variable (expected: a name that --help lists)",
        "DELIGATE_KAFKA_BOOTSTARP, DELIGATE_KAFKA_BOOTSTARP: unknown variable (expected: DELIGATE_KAFKA_BOOTSTRAP?)",
    })
    void anUnknownVariableIsReportedWithTheNearestKnownOne(String variable, String line) {
        assertThat(problems(Map.of(variable, "1"))).containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELIGATE_OTA_PUBLIC_URL",
                "DELIGATE_POSTGRES_URI",
                "DELIGATE_JAVA_OPTS",
                "DELIGATE_KAFKA_PORT",
                "DELIGATE_SERVICE_HOST",
                "DELIGATE_KAFKA_SERVICE_HOST",
                "DELIGATE_KAFKA_SERVICE_PORT",
                "DELIGATE_REGISTRY_SERVICE_PORT_HTTP",
                "DELIGATE_REGISTRY_PORT_8080_TCP",
                "DELIGATE_REGISTRY_PORT_8080_TCP_ADDR",
                "PATH",
                "DELIGATES_FOO"
            })
    void whatOtherServicesOrKubernetesSetPasses(String variable) {
        assertThat(load(Map.of(variable, "text"))).isEqualTo(SampleConfig.defaults());
    }

    @Test
    void theServiceLinkThatLooksLikeASettingPasses() {
        Map<String, String> env =
                Map.of("DELIGATE_MQTT_PORT", "tcp://10.0.0.7:1883", "DELIGATE_MQTT_SERVICE_HOST", "10.0.0.7");

        assertThat(load(env).mqtt().port()).isEqualTo(1883);
    }

    @Test
    void theLinkToAServiceNamedLikeThePlatformPasses() {
        Map<String, String> env = Map.of("DELIGATE_PORT", "tcp://10.0.0.7:1883", "DELIGATE_SERVICE_HOST", "10.0.0.7");

        assertThat(load(env)).isEqualTo(SampleConfig.defaults());
    }

    @Test
    void anAddressWhereAPortBelongsIsStillAMistake() {
        assertThat(problems(Map.of("DELIGATE_MQTT_PORT", "tcp://10.0.0.7:1883")))
                .containsExactly("mqtt.port: tcp://10.0.0.7:1883 (expected: a whole number) [DELIGATE_MQTT_PORT]");
    }

    @Test
    void namesTheCallerVouchesForPass() {
        Map<String, String> env = Map.of("DELIGATE_UPLINK_RATE", "50");

        assertThat(ConfigLoader.load(SampleConfig.defaults(), null, env, Set.of("DELIGATE_UPLINK_RATE")))
                .isEqualTo(SampleConfig.defaults());
    }

    @Test
    void allProblemsAreReportedTogether() {
        assertThat(problems(Map.of(
                        "DELIGATE_MQTT_PORT", "x",
                        "DELIGATE_KINDS_ON", "maybe",
                        "DELIGATE_CLUSTER_PROT", "1",
                        "DELIGATE_LOG_FORMAT", "xml",
                        "DELIGATE_LOG_LEVEL", "loud")))
                .containsExactly(
                        "DELIGATE_CLUSTER_PROT: unknown variable (expected: DELIGATE_CLUSTER_PORT?)",
                        "DELIGATE_LOG_FORMAT: xml (expected: text or json)",
                        "DELIGATE_LOG_LEVEL: loud (expected: a level such as info)",
                        "mqtt.port: x (expected: a whole number) [DELIGATE_MQTT_PORT]",
                        "kinds.on: maybe (expected: true or false) [DELIGATE_KINDS_ON]");
    }

    @Test
    void openKeysOfTheEnvironmentBecomeDottedAndJoinTheDefaults() {
        assertThat(load(Map.of("DELIGATE_KAFKA_SECURITY_PROTOCOL", "SSL", "DELIGATE_KAFKA_ACKS", "1"))
                        .kafka()
                        .properties())
                .isEqualTo(Map.of("linger.ms", "1", "security.protocol", "SSL", "acks", "1"));
    }

    @Test
    void anAbsentBlockAppearsOnceItIsComplete() {
        assertThat(load(Map.of("DELIGATE_TLS_CERT", "c.pem", "DELIGATE_TLS_KEY", "k.pem"))
                        .tls())
                .isEqualTo(new SampleConfig.Tls(Path.of("c.pem"), Path.of("k.pem")));
        assertThat(problems(Map.of("DELIGATE_TLS_CERT", "c.pem")))
                .containsExactly("tls.key: missing (expected: a path) [DELIGATE_TLS_KEY]");
    }

    @Test
    void everySettingIsListedWithItsNameTypeAndDefault() {
        assertThat(ConfigLoader.variables(SampleConfig.defaults()))
                .contains(
                        new Variable("DELIGATE_TOPIC_PREFIX", "topic-prefix", "text", "deli."),
                        new Variable("DELIGATE_MQTT_CONNECT_WITHIN", "mqtt.connect-within", "duration", "10s"),
                        new Variable("DELIGATE_KAFKA_*", "kafka.*", "any key", ""),
                        new Variable("DELIGATE_KINDS_SIZE", "kinds.size", "size", "512KiB"),
                        new Variable("DELIGATE_KINDS_NAMES", "kinds.names", "list", "a,b"),
                        new Variable("DELIGATE_TLS_KEY", "tls.key", "path", ""),
                        new Variable("DELIGATE_ADMIN_KEY", "admin-key", "secret", ""))
                .hasSize(19);
    }

    @Test
    void theEffectiveConfigurationIsDescribedWithoutWhatIsConfidential() {
        SampleConfig config = load(Map.of(
                "DELIGATE_ADMIN_KEY", "hunter2",
                "DELIGATE_KAFKA_SASL_JAAS_CONFIG", "user=hunter2",
                "DELIGATE_KINDS_BASE", "postgresql://deligate:hunter2@db/x",
                "DELIGATE_CLUSTER", "a:1,b:2"));

        assertThat(ConfigLoader.describe(config))
                .contains(
                        "admin-key: '***'",
                        "kafka.sasl.jaas.config: '***'",
                        "kinds.base: 'postgresql://deligate:***@db/x'",
                        "cluster: 'a:1,b:2'",
                        "kinds.names: [a, b]",
                        "mqtt.port: 1883")
                .noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void aRecordThatCannotBeConfiguredIsAMistakeOfTheProgrammer() {
        record Odd(Object thing) {}
        record Clash(int aB, Nested a) {
            record Nested(int b) {}
        }
        assertThatThrownBy(() -> ConfigLoader.variables(new Odd("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfigLoader.variables(new Clash(1, new Clash.Nested(2))))
                .hasMessageContaining("two settings share DELIGATE_A_B");
    }
}
