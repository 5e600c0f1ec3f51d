package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.refusal.RefusalRecord;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.RawMqtt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the registry hears of refused devices. */
@ExtendWith(KafkaExtension.class)
@Tag("R149")
class RefusalReportIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.start(kafka);
    }

    @AfterAll
    static void stopEdge() {
        assertThat(edge.unhandled()).isEmpty();
        edge.close();
    }

    private static String known(DeviceStatus status) {
        String id = edge.newId();
        edge.registry().device(id, MapRegistry.MODEL, status);
        return id;
    }

    private static List<RefusalRecord> reported(String id) {
        return edge.kafka().records(edge.topics().registryWrites()).stream()
                .filter(record -> record.key().equals(id) && RefusalRecord.isOne(record.headers()))
                .map(ConsumerRecord::value)
                .map(value -> RefusalRecord.read(value).orElseThrow())
                .toList();
    }

    private static List<RefusalRecord> awaitReports(String id, int count) {
        Await.until(SOON, count + " reports", () -> reported(id).size() >= count);
        return reported(id);
    }

    private static void refused(String id, String password, int code) {
        try (RawMqtt raw = edge.open()) {
            raw.send(EdgeFixture.connect(id).password(password).bytes());
            assertThat(raw.read(SOON).connackCode()).isEqualTo(code);
        }
    }

    @Test
    void aBannedDevicesConnectIsReportedOnceInTenSeconds() {
        String id = known(DeviceStatus.BANNED);
        Instant before = Instant.now();
        for (int i = 0; i < 3; i++) {
            try (RawMqtt raw = edge.open()) {
                raw.send(EdgeFixture.connect(id).bytes());
                assertThat(raw.read(SOON).connackCode()).isEqualTo(5);
            }
        }

        RefusalRecord report = awaitReports(id, 1).get(0);

        assertThat(report.what()).isEqualTo(RefusalRecord.What.CONNECT);
        assertThat(report.reason()).isEqualTo("banned");
        assertThat(report.ip()).isEqualTo("127.0.0.1");
        assertThat(report.time()).isAfter(before.minusSeconds(1));
        assertThat(reported(id)).hasSize(1);
    }

    @Test
    void aWrongPasswordOfAKnownDeviceIsReportedWithoutIt() {
        String id = known(DeviceStatus.NORMAL);
        edge.connectedRaw(id).close();

        refused(id, "0123456789abcdef0123456789abcdef", 4);

        assertThat(awaitReports(id, 1).get(0).reason()).isEqualTo("bad-password");
        assertThat(edge.kafka().records(edge.topics().registryWrites()))
                .noneMatch(record -> EdgeFixture.text(record).contains("0123456789abcdef"));
    }

    @Test
    void anIdThatTheRegistryDoesNotHoldIsNeverReported() {
        String stranger = edge.newId();
        refused(stranger, "0123456789abcdef0123456789abcdef", 4);
        String banned = known(DeviceStatus.BANNED);
        try (RawMqtt raw = edge.open()) {
            raw.send(EdgeFixture.connect(banned).bytes());
            assertThat(raw.read(SOON).connackCode()).isEqualTo(5);
        }

        assertThat(awaitReports(banned, 1)).hasSize(1);
        assertThat(reported(stranger)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other  | {\"action\":100}                             | wrong-topic",
                "device | {\"action\":100,\"from\":\"somebody\"}       | foreign-sender",
                "device | {\"action\":100,\"mid\":{}}                  | bad-envelope",
                "device | rubbish                                      | undecodable"
            })
    void aRefusedUplinkIsReportedWithItsReason(String topic, String payload, String reason) {
        String id = known(DeviceStatus.NORMAL);
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish(topic, payload, 1, 1));

            RefusalRecord report = awaitReports(id, 1).get(0);

            assertThat(report.what()).isEqualTo(RefusalRecord.What.UPLINK);
            assertThat(report.reason()).isEqualTo(reason);
        }
    }

    @Test
    void aRequestThatIsTooLongAndTheTenthUndecodableOneHaveReasonsOfTheirOwn() {
        String id = known(DeviceStatus.NORMAL);
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(MqttBytes.publish(
                    "device", "{\"action\":101,\"data\":{\"name\":\"" + "x".repeat(20_000) + "\"}}", 1, 1));
            for (int i = 2; i < 12; i++) {
                raw.send(MqttBytes.publish("device", "rubbish", 1, i));
            }

            assertThat(awaitReports(id, 3))
                    .extracting(RefusalRecord::reason)
                    .containsExactly("too-long", "undecodable", "garbage");
        }
        assertThat(edge.metric("deligate_edge_refused_uplinks_total{reason=\"garbage\"}"))
                .isPositive();
    }
}
