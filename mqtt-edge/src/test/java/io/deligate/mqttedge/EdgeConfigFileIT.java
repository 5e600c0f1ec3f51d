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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeConfigFileIT {
    private static final String EVERYTHING = """
            edge:
              id: edge-7
            mqtt:
              host: 127.0.0.1
              port: 0
              connect-timeout: 5s
              packet-bytes: 65536
              backlog: 128
            advertised:
              mqtt: tcp://edge-7.example.org:1883
            uplink:
              request-bytes: 1000
              message-bytes: 2000
              in-flight: 10
              undecodable-in-row: 3
            downlink:
              in-flight: 5
              waiting: 6
              ack-timeout: 7s
              open-records: 800
              open-bytes: 9MiB
            kafka:
              bootstrap: kafka:9092
              security.protocol: SSL
            topic-prefix: test.
            cluster: dns:deligate
            cluster-port: 5702
            management:
              host: 127.0.0.1
              port: 0
            runtime:
              event-loops: 3
            """;

    @Test
    void everySettingHasItsPlaceInTheFileAndTheEnvironmentWins(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), EVERYTHING);
        EdgeConfig config = ConfigLoader.load(EdgeConfig.defaults(), file, Map.of("DELIGATE_UPLINK_IN_FLIGHT", "11"));
        assertThat(config.edge().id()).isEqualTo("edge-7");
        assertThat(config.mqtt())
                .isEqualTo(new ListenerConfig(
                        "127.0.0.1", 0, Duration.ofSeconds(5), 65_536, 0, 128, false, ConnectLimits.defaults()));
        assertThat(config.advertised().mqtt()).isEqualTo("tcp://edge-7.example.org:1883");
        assertThat(config.uplink())
                .isEqualTo(new UplinkLimits(1_000, 2_000, 11, 100, 3, PaceLimits.defaults(), HoldLimits.defaults()));
        assertThat(config.downlink()).isEqualTo(new SendLimits(5, 6, Duration.ofSeconds(7), 800, ByteSize.ofMiB(9)));
        assertThat(config.kafka().bootstrap()).isEqualTo("kafka:9092");
        assertThat(config.kafka().properties()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(config.topicPrefix()).isEqualTo("test.");
        assertThat(config.clusterConfig().cluster()).isEqualTo("dns:deligate");
        assertThat(config.clusterConfig().clusterPort()).isEqualTo(5702);
        assertThat(config.management().port()).isZero();
        assertThat(config.runtime().eventLoops()).isEqualTo(3);
    }

    @Test
    void aBadValueInTheFileIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), "mqtt:\n  port: 1883\n  backlog: 0\n");
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(EdgeConfig.defaults(), file, Map.of()));
        assertThat(refused.problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("mqtt.backlog: 0 (expected:")
                        .contains("edge.yaml:3"));
    }
}
