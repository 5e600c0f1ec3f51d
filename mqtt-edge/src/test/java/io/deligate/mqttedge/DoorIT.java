package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What keeps a crowd, or one client that is too eager, from the others. */
@ExtendWith(KafkaExtension.class)
class DoorIT {
    private static final int UNAVAILABLE = 3;

    private static EdgeFixture edge(TestKafka kafka, String... settings) {
        EdgeFixture edge = EdgeFixture.around(kafka);
        edge.setAll(settings);
        edge.startEdge();
        return edge;
    }

    private static double refused(EdgeFixture edge, String why) {
        return edge.metric("deligate_edge_connects_total{result=\"" + why + "\"}");
    }

    private static int connack(EdgeFixture edge, String id) {
        try (RawMqtt raw = edge.open().send(EdgeFixture.connect(id).bytes())) {
            return raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode();
        }
    }

    @Test
    @Tag("R29")
    @Tag("R149")
    void oneIdThatConnectsAgainAndAgainIsLimitedAndOthersAreNot(TestKafka kafka) {
        try (EdgeFixture edge =
                edge(kafka, "DELIGATE_MQTT_CONNECTS_DEVICE_GAP", "1m", "DELIGATE_MQTT_CONNECTS_DEVICE_BURST", "3")) {
            String id = edge.newId();
            List<Integer> codes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                codes.add(connack(edge, id));
            }
            assertThat(codes.subList(0, 3)).containsOnly(0);
            assertThat(codes.subList(3, 20)).containsOnly(UNAVAILABLE);
            assertThat(refused(edge, "device-connect-rate")).isEqualTo(17);
            try (FakeDevice other = edge.connected()) {
                other.publish("{\"action\":100}", 1).join();
            }
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    @Test
    @Tag("R29")
    @Tag("R149")
    void moreConnectsThanTheEdgeTakesAreToldToComeLater(TestKafka kafka) {
        try (EdgeFixture edge =
                edge(kafka, "DELIGATE_MQTT_CONNECTS_PER_SECOND", "1", "DELIGATE_MQTT_CONNECTS_BURST", "10")) {
            int refused = 0;
            for (int i = 0; i < 40; i++) {
                refused += connack(edge, edge.newId()) == UNAVAILABLE ? 1 : 0;
            }
            assertThat(refused).isPositive();
            assertThat(refused(edge, "connect-rate")).isEqualTo(refused);
            assertThat(refused(edge, "accepted")).isEqualTo(40 - refused);
        }
    }

    @Test
    @Tag("R149")
    void beyondTheConnectionsItMayHaveTheEdgeIsNotReadyAndSaysSo(TestKafka kafka) {
        List<RawMqtt> open = new ArrayList<>();
        try (EdgeFixture edge = edge(kafka, "DELIGATE_MQTT_CONNECTIONS", "20")) {
            assertThat(edge.http("/health/ready")).doesNotContain("of at most");
            for (int i = 0; i < 20; i++) {
                open.add(edge.connectedRaw(edge.newId()));
            }
            assertThat(edge.http("/health/ready")).contains("20 of at most 20 connections");
            assertThat(connack(edge, edge.newId())).isEqualTo(UNAVAILABLE);
            assertThat(refused(edge, "full")).isEqualTo(1);

            List<RawMqtt> mute = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                mute.add(edge.open());
            }
            Await.until(EdgeFixture.SOON, "some turned away", () -> refused(edge, "turned-away") > 0);
            mute.get(39).assertClosed(EdgeFixture.SOON);
            mute.forEach(RawMqtt::close);
            open.remove(0).close();
            Await.untilAsserted(
                    EdgeFixture.SOON,
                    () -> assertThat(connack(edge, edge.newId())).isZero());
            assertThat(edge.unhandled()).isEmpty();
        } finally {
            open.forEach(RawMqtt::close);
        }
    }

    /** Connects as soon as it is disconnected, until it is told to stop. */
    private static final class Rival implements Runnable {
        private final EdgeFixture edge;
        private final String id;
        private final long until;
        private int accepted;
        private int refused;

        Rival(EdgeFixture edge, String id, long until) {
            this.edge = edge;
            this.id = id;
            this.until = until;
        }

        @Override
        public void run() {
            while (System.nanoTime() - until < 0) {
                try (RawMqtt raw =
                        edge.open().send(EdgeFixture.connect(id).keepAlive(0).bytes())) {
                    if (raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode() == 0) {
                        accepted++;
                        raw.assertClosed(Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime())));
                    } else {
                        refused++;
                    }
                } catch (AssertionError stillOpen) {
                    return;
                }
            }
        }
    }

    @Test
    @Tag("R20")
    @Tag("R21")
    @Tag("R149")
    void twoClientsThatFightOverOneIdAreDampedOnWhateverEdgeTheyAre(TestKafka kafka) throws InterruptedException {
        String[] often = {"DELIGATE_MQTT_CONNECTS_DEVICE_GAP", "50ms", "DELIGATE_MQTT_CONNECTS_DEVICE_BURST", "5"};
        try (EdgeFixture first = edge(kafka, often);
                EdgeFixture second = first.neighbour();
                LogTap log = LogTap.open()) {
            second.setAll(often);
            second.startEdge();
            String id = first.newId();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
            Rival one = new Rival(first, id, until);
            Rival two = new Rival(second, id, until);
            Thread thread = new Thread(one, "rival");
            thread.start();
            two.run();
            thread.join();

            assertThat(one.accepted + two.accepted).isBetween(4, 14);
            assertThat(refused(first, "duplicate-id") + refused(second, "duplicate-id"))
                    .isBetween(1.0, (double) one.refused + two.refused);
            assertThat(log.events().stream()
                            .filter(event -> event.getFormattedMessage().startsWith("duplicate id")))
                    .hasSizeBetween(1, 2);
            Await.until(
                    EdgeFixture.SOON,
                    "nobody connected",
                    () -> first.metric("deligate_edge_connections") + second.metric("deligate_edge_connections") == 0);
            var records = first.tail(first.topics().sessions())
                    .now(record -> record.key().equals(id));
            assertThat(EdgeFixture.json(records.get(records.size() - 1)).getString("status"))
                    .isEqualTo("offline");
        }
    }
}
