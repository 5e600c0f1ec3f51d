package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.DeviceStatus;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(KafkaExtension.class)
class ConnectIT {
    private static final String OTHERS_ONLY = "PRE1";
    private static final String OFF = "OFF1";
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.around(kafka);
        edge.registry().product(OTHERS_ONLY, AuthScheme.PRE_REGISTERED, true, "k");
        edge.registry().product(OFF, AuthScheme.PRODUCT_KEY, false, "k");
        edge.registry().device("DL3785W_banned", MapRegistry.MODEL, DeviceStatus.BANNED);
        edge.registry().device("DL3785W_locked", MapRegistry.MODEL, DeviceStatus.LOCKED);
        edge.startEdge();
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    private static String password(String id) {
        return FakeDevice.passwordOf(id, MapRegistry.MODEL, MapRegistry.KEY);
    }

    private static int connack(ConnectPacket connect) {
        try (RawMqtt raw = edge.open().send(connect.bytes())) {
            int code = raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode();
            if (code != 0) {
                raw.assertClosed(EdgeFixture.SOON);
            }
            return code;
        }
    }

    private static int connack(String id, String user, String password) {
        return connack(ConnectPacket.of(id).user(user).password(password));
    }

    @Test
    @Tag("R1")
    @Tag("R10")
    void aNeverSeenDeviceIsAcceptedOnTheProductKeyAndItsSessionIsRecorded() {
        String id = edge.newId();
        try (FakeDevice device = edge.device(id).connect()) {
            assertThat(device.sessionPresent()).isFalse();
            var online = edge.sessions(id, 1).get(0);
            assertThat(online.fieldNames())
                    .containsExactlyInAnyOrder("device_id", "product", "edge", "status", "time", "ip");
            assertThat(online.getString("device_id")).isEqualTo(id);
            assertThat(online.getString("product")).isEqualTo(MapRegistry.MODEL);
            assertThat(online.getString("edge")).isEqualTo(edge.config().edge().id());
            assertThat(online.getString("status")).isEqualTo("online");
            assertThat(online.getString("ip")).isEqualTo("127.0.0.1");
            assertThat(online.getLong("time")).isCloseTo(System.currentTimeMillis(), within(60_000L));
        }
    }

    @Test
    @Tag("R2")
    void thePasswordsHexDigitsMayBeOfAnyCase() {
        String upper = edge.newId();
        assertThat(connack(upper, MapRegistry.MODEL, password(upper).toUpperCase(Locale.ROOT)))
                .isZero();
        String mixed = edge.newId();
        String hex = password(mixed);
        assertThat(connack(mixed, MapRegistry.MODEL, hex.substring(0, 16).toUpperCase(Locale.ROOT) + hex.substring(16)))
                .isZero();
    }

    @Test
    @Tag("R3")
    @Tag("R4")
    @Tag("R5")
    void wrongCredentialsAreRefusedAndLeaveNoRecord() {
        String id = edge.newId();
        String right = password(id);
        String wrong = (right.charAt(0) == 'a' ? 'b' : 'a') + right.substring(1);
        assertThat(connack(id, MapRegistry.MODEL, wrong)).isEqualTo(4);
        assertThat(connack(id, MapRegistry.MODEL, password(id + "0"))).isEqualTo(4);
        assertThat(connack(id, "NOSUCH", FakeDevice.passwordOf(id, "NOSUCH", MapRegistry.KEY)))
                .isEqualTo(4);
        assertThat(edge.tail(edge.topics().sessions())
                        .now(record -> record.key().equals(id)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTHER_1", "DL3785W_", "DL3785W", "xDL3785W_1", "DL3785W-1"})
    @Tag("R6")
    void anIdWithoutTheModelsPrefixAndASerialNumberIsRefusedThoughItsPasswordMatches(String id) {
        assertThat(connack(id, MapRegistry.MODEL, password(id))).isEqualTo(2);
    }

    @Test
    @Tag("R7")
    void missingCredentialsAreWrongCredentials() {
        assertThat(connack(ConnectPacket.of(edge.newId()))).isEqualTo(4);
        assertThat(connack(ConnectPacket.of(edge.newId()).user(MapRegistry.MODEL)))
                .isEqualTo(4);
    }

    @Test
    @Tag("R7")
    void aPasswordWithoutAUserNameIsAViolation() {
        try (RawMqtt raw =
                edge.open().send(ConnectPacket.of(edge.newId()).password("x").bytes())) {
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("R8")
    void anEmptyIdIsRefused(boolean cleanSession) {
        assertThat(connack(ConnectPacket.of("")
                        .cleanSession(cleanSession)
                        .user(MapRegistry.MODEL)
                        .password("x")))
                .isEqualTo(2);
    }

    @Test
    @Tag("R9")
    void anIdMayHave64Characters() {
        String longest = "DL3785W_" + "x".repeat(56);
        assertThat(connack(longest, MapRegistry.MODEL, password(longest))).isZero();
        assertThat(connack(longest + "x", MapRegistry.MODEL, password(longest + "x")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a+b", "a#b", "a$b", "a b", "a\u00e9b", "a\u6c49b"})
    @Tag("R9")
    void anIdOfOtherCharactersIsRefused(String tail) {
        String id = "DL3785W_" + tail;
        assertThat(connack(id, MapRegistry.MODEL, password(id))).isEqualTo(2);
    }

    @Test
    @Tag("R9")
    void anIdWithANulIsAViolation() {
        try (RawMqtt raw =
                edge.open().send(EdgeFixture.connect("DL3785W_a\u0000b").bytes())) {
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @ParameterizedTest
    @CsvSource({"DL3785W_banned,5", "DL3785W_locked,0"})
    @Tag("R14")
    void whatTheRegistrySaysAboutADeviceDecides(String id, int code) {
        assertThat(connack(id, MapRegistry.MODEL, password(id))).isEqualTo(code);
    }

    @Test
    @Tag("R13")
    @Tag("R14")
    void whatTheRegistrySaysAboutAProductDecides() {
        assertThat(connack("PRE1_1", OTHERS_ONLY, FakeDevice.passwordOf("PRE1_1", OTHERS_ONLY, "k")))
                .isEqualTo(5);
        assertThat(connack("OFF1_1", OFF, FakeDevice.passwordOf("OFF1_1", OFF, "k")))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"MQIsdp,3", "MQTT,3", "MQTT,5", "MQTT,6"})
    @Tag("R15")
    void anotherProtocolLevelIsAnsweredAsVersion311Asks(String name, int level) {
        ConnectPacket connect =
                EdgeFixture.connect(edge.newId()).protocolName(name).level(level);
        try (RawMqtt raw = edge.open().send(connect.bytes())) {
            assertThat(raw.read(EdgeFixture.SOON).bytes()).containsExactly(0x20, 0x02, 0x00, 0x01);
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @Test
    @Tag("R15")
    void anotherProtocolIsNotAnswered() {
        byte[] connect = EdgeFixture.connect(edge.newId()).protocolName("MQTX").bytes();
        try (RawMqtt raw = edge.open().send(connect)) {
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @Test
    @Tag("R16")
    void aSecondConnectClosesTheConnection() {
        String id = edge.newId();
        try (RawMqtt raw = edge.connectedRaw(id)) {
            raw.send(EdgeFixture.connect(id).bytes());
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    static Stream<byte[]> firstPackets() {
        return Stream.of(
                MqttBytes.pingreq(),
                MqttBytes.publish("device", "{}", 0, 0),
                MqttBytes.subscribe(1, 0, "KQ"),
                MqttBytes.disconnect(),
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("firstPackets")
    @Tag("R16")
    void anyOtherFirstPacketClosesTheConnectionWithoutAByte(byte[] first) {
        try (RawMqtt raw = edge.open().send(first)) {
            raw.assertClosed(EdgeFixture.SOON);
        }
    }

    @Test
    @Tag("R17")
    void whoDoesNotSayWhoTheyAreInTimeIsDisconnected() {
        byte[] connect = EdgeFixture.connect(edge.newId()).bytes();
        try (RawMqtt silent = edge.open();
                RawMqtt half = edge.open().send(Arrays.copyOf(connect, connect.length - 1))) {
            silent.assertSilent(Duration.ofMillis(500));
            silent.assertClosed(Duration.ofSeconds(3));
            half.assertClosed(Duration.ofSeconds(3));
        }
    }

    @Test
    @Tag("R140")
    void aConnectThatDribblesInIsNotWaitedForLonger() {
        byte[] connect = EdgeFixture.connect(edge.newId()).bytes();
        try (RawMqtt raw = edge.open()) {
            int sent = 0;
            while (sent < connect.length && staysOpen(raw, connect[sent])) {
                sent++;
            }
            assertThat(sent).isBetween(1, connect.length / 2);
        }
    }

    private static boolean staysOpen(RawMqtt raw, byte next) {
        try {
            raw.send(new byte[] {next});
            raw.assertSilent(Duration.ofMillis(200));
            return true;
        } catch (AssertionError | UncheckedIOException closed) {
            return false;
        }
    }

    @Test
    void packetsInTheSameSegmentAsConnectAreServedBehindIt() {
        String id = edge.newId();
        try (RawMqtt raw = edge.open()
                .send(
                        EdgeFixture.connect(id).bytes(),
                        MqttBytes.subscribe(7, 1, "KQ"),
                        MqttBytes.publish("device", "{\"action\":100,\"mid\":\"early\"}", 1, 8),
                        MqttBytes.pingreq())) {
            assertThat(raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode()).isZero();
            assertThat(raw.read(Packet.SUBACK, EdgeFixture.SOON).packetId()).isEqualTo(7);
            Packet third = raw.read(EdgeFixture.SOON);
            Packet fourth = raw.read(EdgeFixture.SOON);
            assertThat(Stream.of(third, fourth).map(Packet::type))
                    .containsExactlyInAnyOrder(Packet.PUBACK, Packet.PINGRESP);
            assertThat(edge.requests(id, 1)).hasSize(1);
        }
    }

    @Test
    void whatComesBehindARefusedConnectIsDropped() {
        String id = edge.newId();
        try (RawMqtt raw = edge.open()
                .send(
                        ConnectPacket.of(id)
                                .user(MapRegistry.MODEL)
                                .password("x")
                                .bytes(),
                        MqttBytes.publish("device", "{\"action\":100}", 1, 8),
                        MqttBytes.pingreq())) {
            assertThat(raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode()).isEqualTo(4);
            raw.assertClosed(EdgeFixture.SOON);
        }
        assertThat(edge.allUplinks(id)).isEmpty();
        assertThat(edge.unhandled()).isEmpty();
    }
}
