package io.deligate.testkit.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FakeDeviceTest {
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final String QUERY = "{\"mid\":\"7\",\"action\":102}";

    @Test
    void makesThePasswordOfTheProductKeyScheme() {
        assertThat(FakeDevice.passwordOf("M_1", "M", "key")).isEqualTo("e5bb0b3c393befc64d79d88f82768688");
        assertThat(FakeDevice.md5Hex("")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    }

    @Test
    void talksToAnEdge() throws Exception {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                FakeDevice device = FakeDevice.onPort(edge.port(), "M_1")) {
            device.productKey("M", "key").keepAlive(Duration.ofSeconds(30)).will("device", QUERY, 1);

            assertThat(device.connect().connackCode()).isZero();
            assertThat(device.subscribe(1, "KQ", "other")).containsExactly(1, 128);
            device.publish(QUERY, 1).get(5, TimeUnit.SECONDS);
            assertThat(device.next(SHORT).json()).isEqualTo(QUERY);
            Received reply = device.request("{\"mid\":8,\"action\":102}");

            assertThat(reply.topic()).isEqualTo("device");
            assertThat(reply.envelope().action()).isEqualTo(102);
            assertThat(device.replies()).contains(reply);
        }
    }

    @Test
    void tellsTheCodeOfARefusal() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(4);
                FakeDevice device = FakeDevice.onPort(edge.port(), "M_1")) {
            assertThat(device.tryConnect()).isEqualTo(4);
            assertThat(device.connackCode()).isEqualTo(4);
            assertThatThrownBy(device::connect)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("CONNACK 4");
        }
    }

    @Test
    void noticesThatTheEdgeHungUp() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                FakeDevice device = FakeDevice.onPort(edge.port(), "M_1").connect()) {
            edge.hangUp();

            device.awaitClosed(SHORT);
            assertThat(device.isConnected()).isFalse();
        }
    }

    @Test
    void goesWithoutDisconnectWhenCut() throws Exception {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                FakeDevice device = FakeDevice.onPort(edge.port(), "M_1").connect()) {
            device.cut();

            assertThat(device.isConnected()).isFalse();
            assertThat(edge.seen).extracting(Packet::type).doesNotContain(Packet.DISCONNECT);
        }
    }
}
