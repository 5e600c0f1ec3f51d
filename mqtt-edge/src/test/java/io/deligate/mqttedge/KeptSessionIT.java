package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a device with CleanSession 0 finds again. */
@ExtendWith(KafkaExtension.class)
class KeptSessionIT {
    private static final String TYPE = MapRegistry.TYPE;
    private static final String MODEL = MapRegistry.TYPE + "/" + MapRegistry.MODEL;
    private static EdgeFixture north;
    private static EdgeFixture south;

    @BeforeAll
    static void startEdges(TestKafka kafka) {
        north = EdgeFixture.start(kafka);
        south = north.neighbour();
        south.startEdge();
    }

    @AfterAll
    static void stopEdges() {
        assertThat(north.unhandled()).isEmpty();
        assertThat(south.unhandled()).isEmpty();
        south.close();
        north.close();
    }

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":301}";
    }

    private static ConnectPacket staying(String id) {
        return EdgeFixture.connect(id).cleanSession(false);
    }

    /** Whether the CONNACK said that a session was there. */
    private static boolean connect(RawMqtt raw, ConnectPacket connect) {
        Packet connack = raw.send(connect.bytes()).read(Packet.CONNACK, EdgeFixture.SOON);
        assertThat(connack.connackCode()).isZero();
        return connack.body()[0] == 1;
    }

    private static void broadcast(String topic, String json) {
        north.kafka().produce(north.topics().broadcast(), topic, json);
    }

    /** The edge's directory has followed the device's last session to its end. */
    private static void awaitOfflineAt(EdgeFixture edge, String id) {
        Await.until(EdgeFixture.SOON, "the end of the session to be known", () -> {
            int before = edge.receipts(id, 0).size();
            edge.down(id, "{}", "deli-receipt", "probe");
            return EdgeFixture.json(edge.receipts(id, before + 1).get(before))
                    .getString("outcome")
                    .equals("offline");
        });
    }

    @Test
    @Tag("R27")
    void aKeptSessionIsFoundAgainWithItsSubscriptionAndACleanOneEndsIt() {
        String id = north.newId();
        try (FakeDevice first = north.device(id).cleanSession(false).connect()) {
            assertThat(first.sessionPresent()).isFalse();
            assertThat(first.subscribe(1, TYPE)).containsExactly(1);
        }
        try (FakeDevice second = north.device(id).cleanSession(false).connect()) {
            assertThat(second.sessionPresent()).isTrue();
            broadcast(TYPE, message(1));
            assertThat(second.next(EdgeFixture.SOON).json()).isEqualTo(message(1));
        }
        try (FakeDevice clean = north.device(id).cleanSession(true).connect()) {
            assertThat(clean.sessionPresent()).isFalse();
            broadcast(TYPE, message(2));
            north.down(id, message(3));
            assertThat(clean.next(EdgeFixture.SOON).json()).isEqualTo(message(3));
        }
        try (FakeDevice again = north.device(id).cleanSession(false).connect()) {
            assertThat(again.sessionPresent()).isFalse();
        }
    }

    @Test
    @Tag("R27")
    void aKeptSessionIsFoundAgainOnAnotherEdge() {
        String id = north.newId();
        try (FakeDevice first = north.device(id).cleanSession(false).connect()) {
            assertThat(first.subscribe(0, MODEL, TYPE)).containsExactly(0, 0);
            first.unsubscribe(TYPE);
        }
        awaitOfflineAt(south, id);
        try (FakeDevice second = south.device(id).cleanSession(false).connect()) {
            assertThat(second.sessionPresent()).isTrue();
            broadcast(TYPE, message(1));
            broadcast(MODEL, message(2));
            assertThat(second.next(EdgeFixture.SOON).json()).isEqualTo(message(2));
            // from a session that has not ended yet
            Await.until(EdgeFixture.SOON, "the north to know of it", () -> {
                north.down(id, message(3));
                return second.replies().poll() != null;
            });
            try (FakeDevice third = north.device(id).cleanSession(false).connect()) {
                assertThat(third.sessionPresent()).isTrue();
                broadcast(MODEL, message(4));
                Await.until(
                        EdgeFixture.SOON,
                        "the broadcast",
                        () -> third.replies().stream()
                                .anyMatch(received -> received.json().equals(message(4))));
            }
        }
    }

    @Test
    @Tag("R27")
    void aSessionThatWasBrokenByItsEdgesEndIsFoundAgain(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.start(kafka)) {
            String id = other.newId();
            try (RawMqtt first = other.open()) {
                assertThat(connect(first, staying(id))).isFalse();
                first.send(MqttBytes.subscribe(1, 1, TYPE));
                assertThat(first.read(Packet.SUBACK, EdgeFixture.SOON).body()).hasSize(3);
                other.stopEdge();
            }
            other.startEdge();
            try (RawMqtt second = other.open()) {
                assertThat(connect(second, staying(id))).isTrue();
                other.kafka().produce(other.topics().broadcast(), TYPE, message(1));
                assertThat(second.read(Packet.PUBLISH, EdgeFixture.SOON).payload())
                        .isEqualTo(message(1));
            }
        }
    }

    @Test
    @Tag("R46")
    void whatWasNotAcknowledgedComesAgainWithDupBeforeAnythingNewAndIsReportedOnce() {
        String id = north.newId();
        int[] packetIds = new int[3];
        try (RawMqtt first = north.open()) {
            assertThat(connect(first, staying(id))).isFalse();
            for (int number = 0; number < 3; number++) {
                north.down(id, message(number), "deli-receipt", "app-bridge");
                Packet publish = first.read(Packet.PUBLISH, EdgeFixture.SOON);
                assertThat(publish.duplicate()).isFalse();
                packetIds[number] = publish.packetId();
            }
            first.send(MqttBytes.puback(packetIds[1]));
            assertThat(north.receipts(id, 1)).hasSize(1);
        }
        assertThat(north.receipts(id, 3)).hasSize(3);
        try (RawMqtt second = north.open()) {
            assertThat(connect(second, staying(id))).isTrue();
            north.down(id, message(3), "deli-receipt", "app-bridge");
            for (int number : List.of(0, 2)) {
                Packet again = second.read(Packet.PUBLISH, EdgeFixture.SOON);
                assertThat(again.duplicate()).isTrue();
                assertThat(again.payload()).isEqualTo(message(number));
                assertThat(again.packetId()).isEqualTo(packetIds[number]);
                second.send(MqttBytes.puback(again.packetId()));
            }
            Packet fresh = second.read(Packet.PUBLISH, EdgeFixture.SOON);
            assertThat(fresh.duplicate()).isFalse();
            assertThat(fresh.payload()).isEqualTo(message(3));
            second.send(MqttBytes.puback(fresh.packetId()));
            assertThat(north.receipts(id, 4)).hasSize(4);
        }
        try (RawMqtt third = north.open()) {
            assertThat(connect(third, staying(id))).isTrue();
            north.down(id, message(4));
            assertThat(third.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(4));
        }
    }

    @Test
    @Tag("R46")
    void whatWasNotAcknowledgedComesAgainToTheConnectionThatTakesOverButNotToACleanOne() {
        String id = north.newId();
        try (RawMqtt first = north.open();
                RawMqtt second = north.open();
                RawMqtt third = north.open()) {
            assertThat(connect(first, staying(id))).isFalse();
            north.down(id, message(1));
            assertThat(first.read(Packet.PUBLISH, EdgeFixture.SOON).payload()).isEqualTo(message(1));

            assertThat(connect(second, staying(id))).isTrue();
            Packet again = second.read(Packet.PUBLISH, EdgeFixture.SOON);
            assertThat(again.payload()).isEqualTo(message(1));
            assertThat(again.duplicate()).isTrue();

            assertThat(connect(third, EdgeFixture.connect(id))).isFalse();
            north.down(id, message(2));
            Packet fresh = third.read(Packet.PUBLISH, EdgeFixture.SOON);
            assertThat(fresh.payload()).isEqualTo(message(2));
            assertThat(fresh.duplicate()).isFalse();
        }
    }
}
