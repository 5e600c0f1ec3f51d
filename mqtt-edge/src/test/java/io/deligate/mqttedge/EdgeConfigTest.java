package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deligate.mqttedge.limits.ConnectLimits;
import io.deligate.mqttedge.limits.HoldLimits;
import io.deligate.mqttedge.limits.PaceLimits;
import io.deligate.mqttedge.listener.ListenerConfig;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.uplink.UplinkLimits;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeConfigTest {
    private static EdgeConfig load(Map<String, String> env) {
        return ConfigLoader.load(EdgeConfig.defaults(), null, env);
    }

    @Test
    void withoutAnythingGivenTheDefaultsHold() {
        EdgeConfig config = load(Map.of());
        assertThat(config).isEqualTo(EdgeConfig.defaults());
        assertThat(config.mqtt())
                .isEqualTo(new ListenerConfig(
                        "0.0.0.0", 1883, Duration.ofSeconds(10), 512 << 10, 0, 4_096, false, ConnectLimits.defaults()));
        assertThat(config.uplink())
                .isEqualTo(new UplinkLimits(
                        16 << 10, 256 << 10, 100, 100, 10, PaceLimits.defaults(), HoldLimits.defaults()));
        assertThat(config.downlink())
                .isEqualTo(new SendLimits(20, 100, Duration.ofSeconds(30), 20_000, ByteSize.ofMiB(64)));
        assertThat(config.edge().id()).isEqualTo("edge-1");
        assertThat(config.kafka().bootstrap()).isEqualTo("127.0.0.1:9092");
        assertThat(config.topicPrefix()).isEqualTo("deli.");
        assertThat(config.clusterPort()).isEqualTo(5701);
        assertThat(config.management().port()).isEqualTo(9400);
    }

    @Test
    void thePublicVariablesReachTheirSettings() {
        EdgeConfig config = load(Map.of(
                "DELIGATE_EDGE_ID", "edge-2",
                "DELIGATE_MQTT_PORT", "1884",
                "DELIGATE_ADVERTISED_MQTT", "tcp://edge.example.org:1883",
                "DELIGATE_KAFKA_BOOTSTRAP", "k1:9092,k2:9092",
                "DELIGATE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "DELIGATE_TOPIC_PREFIX", "x.",
                "DELIGATE_CLUSTER", "127.0.0.1:5701",
                "DELIGATE_CLUSTER_PORT", "0",
                "DELIGATE_MANAGEMENT_PORT", "9401"));
        assertThat(config.edgeId().value()).isEqualTo("edge-2");
        assertThat(config.mqtt().port()).isEqualTo(1884);
        assertThat(config.advertised().mqtt()).isEqualTo("tcp://edge.example.org:1883");
        assertThat(config.kafka().bootstrap()).isEqualTo("k1:9092,k2:9092");
        assertThat(config.kafka().properties()).containsExactly(Map.entry("security.protocol", "SASL_SSL"));
        assertThat(config.topics().sessions()).isEqualTo("x.sessions");
        assertThat(config.clusterConfig().cluster()).isEqualTo("127.0.0.1:5701");
        assertThat(config.clusterConfig().clusterPort()).isZero();
        assertThat(config.management().port()).isEqualTo(9401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELIGATE_EDGE_ID                    | a b          | edge.id: a b (expected:",
                "DELIGATE_MQTT_PORT                  | 70000        | mqtt.port: 70000 (expected:",
                "DELIGATE_MQTT_PORT                  | x            | mqtt.port: x (expected:",
                "DELIGATE_MQTT_CONNECT_TIMEOUT       | 0s           | mqtt.connect-timeout: ",
                "DELIGATE_MQTT_PACKET_BYTES          | 1            | mqtt.packet-bytes: 1 (expected:",
                "DELIGATE_MQTT_BACKLOG               | 0            | mqtt.backlog: 0 (expected:",
                "DELIGATE_ADVERTISED_MQTT            | edge:1883    | advertised.mqtt: edge:1883 (expected:",
                "DELIGATE_UPLINK_REQUEST_BYTES       | 0            | uplink.request-bytes: 0 (expected:",
                "DELIGATE_UPLINK_MESSAGE_BYTES       | 0            | uplink.message-bytes: 0 (expected:",
                "DELIGATE_UPLINK_IN_FLIGHT           | 0            | uplink.in-flight: 0 (expected:",
                "DELIGATE_UPLINK_UNDECODABLE_IN_ROW  | 0            | uplink.undecodable-in-row: 0 (expected:",
                "DELIGATE_DOWNLINK_IN_FLIGHT         | 0            | downlink.in-flight: 0 (expected:",
                "DELIGATE_DOWNLINK_WAITING           | -1           | downlink.waiting: -1 (expected:",
                "DELIGATE_TOPIC_PREFIX               | a/b          | topic-prefix: a/b (expected:",
                "DELIGATE_CLUSTER                    | a b          | cluster: a b (expected:",
                "DELIGATE_CLUSTER_PORT               | 70000        | cluster-port: 70000 (expected:"
            })
    void aBadValueIsOneLineThatNamesItsKey(String variable, String value, String problem) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(Map.of(variable, value)));
        assertThat(refused.problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(problem)
                        .endsWith("[" + variable + "]")
                        .doesNotContain("\n"));
    }

    @Test
    void anUnknownVariableStopsTheStart() {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> load(Map.of("DELIGATE_UPLINK_INFLIGHT", "5")));
        assertThat(refused.problems())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains("DELIGATE_UPLINK_INFLIGHT").contains("DELIGATE_UPLINK_IN_FLIGHT"));
    }
}
