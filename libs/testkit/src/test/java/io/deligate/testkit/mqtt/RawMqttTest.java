package io.deligate.testkit.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RawMqttTest {
    private static final Duration SHORT = Duration.ofSeconds(5);

    @Test
    void buildsAConnectPacketByteForByte() {
        byte[] packet = ConnectPacket.of("M_1")
                .user("M")
                .password("p")
                .will("device", "{}", 1, false)
                .keepAlive(10)
                .bytes();

        assertThat(packet)
                .containsExactly(
                        0x10, 33, // CONNECT, remaining length
                        0, 4, 'M', 'Q', 'T', 'T', 4, // protocol name and level
                        0xce, // user, password, will QoS 1, will, clean session
                        0, 10, // keep alive
                        0, 3, 'M', '_', '1', 0, 6, 'd', 'e', 'v', 'i', 'c', 'e', 0, 2, '{', '}', 0, 1, 'M', 0, 1, 'p');
    }

    @Test
    void buildsPacketsThatLibrariesRefuse() {
        assertThat(ConnectPacket.of("").level(5).bytes()).contains(5, 0x02).endsWith(0, 0);
        assertThat(ConnectPacket.of("x").password("p").bytes()[9] & 0xff).isEqualTo(0x42);
        assertThat(ConnectPacket.of("x").flags(0x03).bytes()[9]).isEqualTo((byte) 0x03);
    }

    @Test
    void writesALongRemainingLength() {
        byte[] packet = MqttBytes.publish("device", "x".repeat(200), 1, 258);

        assertThat(packet).startsWith(0x32, 0xd2, 0x01, 0, 6).hasSize(3 + 8 + 2 + 200);
        assertThat(packet[11]).isEqualTo((byte) 1);
        assertThat(packet[12]).isEqualTo((byte) 2);
    }

    @Test
    void readsPacketByPacketWhatCameTogether() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                RawMqtt raw = RawMqtt.open(edge.port())) {
            raw.send(ConnectPacket.of("M_1").bytes(), MqttBytes.publish("device", "{}", 1, 7));

            assertThat(raw.read(Packet.CONNACK, SHORT).connackCode()).isZero();
            assertThat(raw.read(Packet.PUBACK, SHORT).packetId()).isEqualTo(7);
            assertThat(raw.read(Packet.PUBLISH, SHORT).payload()).isEqualTo("{}");
            raw.assertSilent(Duration.ofMillis(100));
        }
    }

    @Test
    void knowsAClosedConnection() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(2);
                RawMqtt raw = RawMqtt.open(edge.port())) {
            raw.send(ConnectPacket.of("").bytes());
            assertThat(raw.read(SHORT).connackCode()).isEqualTo(2);

            raw.assertClosed(SHORT);
            assertThatThrownBy(() -> raw.read(SHORT)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void noticesAConnectionThatStaysOpen() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                RawMqtt raw = RawMqtt.open(edge.port())) {
            assertThatThrownBy(() -> raw.assertClosed(Duration.ofMillis(50)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("still open");
        }
    }
}
