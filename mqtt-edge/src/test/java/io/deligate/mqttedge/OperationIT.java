package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.mqttedge.wire.RefusedFrames;
import io.deligate.mqttedge.wire.RefusedPackets;
import io.deligate.mqttedge.wire.Violation;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.RawMqtt;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class OperationIT {
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    private static void sendAndAwaitClose(RawMqtt raw, byte[] bytes) {
        try (raw) {
            raw.send(bytes);
            raw.assertClosed(EdgeFixture.SOON);
        } catch (UncheckedIOException closedMeanwhile) {
            // as it should be
        }
    }

    /** One line a minute for each broken rule, and nothing else. */
    private static void assertOnlyTheRulesAreNamed(LogTap log) {
        assertThat(log.events())
                .hasSizeLessThanOrEqualTo(Violation.values().length)
                .allSatisfy(event -> {
                    assertThat(event.getLoggerName()).isEqualTo(RefusedFrames.class.getName());
                    assertThat(event.getThrowableProxy()).isNull();
                });
    }

    @Test
    @Tag("R16")
    @Tag("R138")
    @Tag("R141")
    void garbageBeforeConnectIsDroppedWithoutAStackTrace() {
        Random random = new Random(1);
        List<byte[]> garbage = new ArrayList<>();
        garbage.add("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        garbage.add(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00});
        garbage.add(new byte[] {0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x01});
        garbage.add(new byte[] {0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});
        garbage.add(new byte[] {0x10, 0x02, 0x00, 0x04});
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (bytes[0] | 0x20);
            garbage.add(bytes);
        }
        RefusedPackets.first().stream()
                .filter(packet -> packet.rule() != Violation.PROTOCOL_LEVEL)
                .forEach(packet -> garbage.add(packet.bytes()));
        double before = edge.metric("deligate_edge_connects_total{result=\"protocol-violation\"}");
        try (LogTap log = LogTap.open()) {
            garbage.forEach(bytes -> sendAndAwaitClose(edge.open(), bytes));
            assertOnlyTheRulesAreNamed(log);
        }
        assertThat(edge.metric("deligate_edge_connects_total{result=\"protocol-violation\"}"))
                .isEqualTo(before + garbage.size());
        assertThat(edge.unhandled()).isEmpty();
    }

    @Test
    @Tag("R39")
    @Tag("R138")
    @Tag("R139")
    void garbageBehindConnectClosesTheConnectionWithoutAStackTrace() {
        try (LogTap log = LogTap.open()) {
            for (RefusedPackets.Case packet : RefusedPackets.later()) {
                String id = edge.newId();
                sendAndAwaitClose(edge.connectedRaw(id), packet.bytes());
                assertThat(edge.sessions(id, 2).get(1).getString("reason"))
                        .as(packet.toString())
                        .isEqualTo("protocol-violation");
            }
            assertOnlyTheRulesAreNamed(log);
        }
        assertThat(edge.unhandled()).isEmpty();
        Await.until(EdgeFixture.SOON, "no session", () -> edge.metric("deligate_edge_connections") == 0);
    }

    @Test
    void metricsHaveTheirPublicNames() {
        try (FakeDevice device = edge.connected()) {
            device.publish("{\"mid\":1,\"action\":100}", 1).join();
            edge.down(device.id(), "{}", "deli-action", "100", "deli-received", "1");
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{}");
            Await.until(
                    EdgeFixture.SOON, "the reply's time", () -> edge.metrics().contains("deligate_request_seconds"));
            assertThat(edge.metrics())
                    .contains("deligate_edge_connections 1.0")
                    .contains("deligate_edge_degraded 0.0")
                    .contains("deligate_edge_connects_total{result=\"accepted\"}")
                    .contains("deligate_edge_connects_total{result=\"bad-password\"} 0.0")
                    .contains("deligate_edge_frames_refused_total{reason=\"wrong-length\"}")
                    .contains("deligate_edge_uplinks_total{family=\"1xx\",result=\"stored\"}")
                    .contains("deligate_edge_uplinks_total{family=\"none\",result=\"undecodable\"}")
                    .contains("deligate_edge_downlinks_total{result=\"delivered\"}")
                    .contains("deligate_edge_puback_seconds_bucket{le=\"0.005\"}")
                    .contains("deligate_edge_puback_seconds_count")
                    .contains("deligate_request_seconds_bucket{action=\"100\",le=\"0.005\"}");
        }
    }

    @Test
    void readinessFollowsTheEdgesLife(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.start(kafka)) {
            assertThat(other.http("/health/ready")).contains("mqtt-edge").contains("\"status\":\"up\"");
            other.stopEdge();
            assertThat(other.http("/health/ready")).doesNotContain("mqtt-edge");
        }
    }

    @Test
    void aPortInUseIsNamedAndTheFailedEdgeLeavesNothingBehind(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.around(kafka)) {
            other.set("DELIGATE_MQTT_PORT", String.valueOf(edge.port()));
            assertThatThrownBy(other::startEdge)
                    .hasMessageContaining("port " + edge.port() + " is in use")
                    .hasMessageContaining("DELIGATE_MQTT_PORT");
            other.set("DELIGATE_MQTT_PORT", "0");
            other.startEdge();
            other.device(other.newId()).connect().close();
        }
    }
}
