package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class SessionIT {
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

    private static List<Long> offsets(String id, int count) {
        return edge
                .tail(edge.topics().sessions())
                .await(count, EdgeFixture.SOON, record -> record.key().equals(id))
                .stream()
                .map(record -> record.offset())
                .toList();
    }

    private static String reasonOfEnd(String id) {
        return edge.sessions(id, 2).get(1).getString("reason");
    }

    @Test
    @Tag("R24")
    void aDisconnectIsRecordedWithTheEpochItEnds() {
        String id = edge.newId();
        edge.device(id).connect().disconnect();
        JsonObject offline = edge.sessions(id, 2).get(1);
        assertThat(offline.fieldNames())
                .containsExactlyInAnyOrder("device_id", "product", "edge", "status", "epoch", "time", "reason");
        assertThat(offline.getString("device_id")).isEqualTo(id);
        assertThat(offline.getString("product")).isEqualTo(MapRegistry.MODEL);
        assertThat(offline.getString("edge")).isEqualTo(edge.config().edge().id());
        assertThat(offline.getString("status")).isEqualTo("offline");
        assertThat(offline.getLong("epoch")).isEqualTo(offsets(id, 2).get(0));
        assertThat(offline.getString("reason")).isEqualTo("disconnected");
    }

    @Test
    @Tag("R24")
    void aBrokenConnectionIsRecorded() {
        String id = edge.newId();
        edge.connectedRaw(id).close();
        assertThat(reasonOfEnd(id)).isEqualTo("connection-lost");
    }

    @Test
    @Tag("R18")
    void theNewerConnectionOfAnIdWins() {
        String id = edge.newId();
        try (FakeDevice older = edge.device(id).connect();
                FakeDevice newer = edge.device(id).connect()) {
            older.awaitClosed(Duration.ofSeconds(2));
            newer.publish("{\"mid\":\"new\",\"action\":100}", 1).join();
            edge.down(id, "{\"action\":301}");
            assertThat(newer.next(EdgeFixture.SOON).json()).isEqualTo("{\"action\":301}");
            assertThat(older.replies()).isEmpty();
        }
        List<JsonObject> records = edge.sessions(id, 3);
        assertThat(records.stream().map(record -> record.getString("status")))
                .containsExactly("online", "online", "offline");
        assertThat(records.get(2).getLong("epoch")).isEqualTo(offsets(id, 3).get(1));
    }

    @Test
    @Tag("R18")
    void ofManyConnectionsOfOneIdOneIsLeft() {
        String id = edge.newId();
        int many = 12;
        List<RawMqtt> all = Stream.generate(edge::open).limit(many).toList();
        all.forEach(raw -> raw.send(EdgeFixture.connect(id).bytes()));
        // A fight over one id is damped: some may be told to come later.
        for (RawMqtt raw : all) {
            try {
                assertThat(raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                        .isIn(0, 3);
            } catch (AssertionError closed) {
                assertThat(closed).hasMessageContaining("closed");
            }
        }
        Await.until(EdgeFixture.SOON, "one session of the id", () -> edge.metric("deligate_edge_connections") == 1);
        edge.down(id, "{\"action\":200}");
        int served = 0;
        for (RawMqtt raw : all) {
            try (raw) {
                for (Packet next = raw.read(EdgeFixture.SOON); ; next = raw.read(EdgeFixture.SOON)) {
                    if (next.type() == Packet.PUBLISH) {
                        served++;
                        break;
                    }
                }
            } catch (AssertionError closed) {
                assertThat(closed).hasMessageContaining("closed");
            }
        }
        assertThat(served).isEqualTo(1);
    }

    @Test
    void aNewerSessionOnAnotherEdgeEndsTheOneHere() {
        String id = edge.newId();
        try (FakeDevice device = edge.device(id).connect()) {
            edge.kafka()
                    .produce(
                            edge.topics().sessions(),
                            id,
                            new SessionRecord.Online(
                                            new DeviceId(id),
                                            new ProductModel(MapRegistry.MODEL),
                                            new EdgeId("elsewhere"),
                                            Instant.now(),
                                            "10.0.0.1")
                                    .toValue());
            device.awaitClosed(Duration.ofSeconds(5));
        }
        assertThat(edge.sessions(id, 2)).hasSize(2);
        assertThat(edge.sessions(id, 2).get(1).getString("edge")).isEqualTo("elsewhere");
    }

    @Test
    @Tag("R22")
    void aSilentDeviceIsDisconnectedAfterOneAndAHalfKeepAlives() {
        String silent = edge.newId();
        String talking = edge.newId();
        try (RawMqtt mute = edge.open()
                        .send(EdgeFixture.connect(silent).keepAlive(2).bytes());
                RawMqtt pinging = edge.open()
                        .send(EdgeFixture.connect(talking).keepAlive(1).bytes())) {
            assertThat(mute.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                    .isZero();
            assertThat(pinging.read(Packet.CONNACK, EdgeFixture.SOON).connackCode())
                    .isZero();
            for (int i = 0; i < 2; i++) {
                pinging.assertSilent(Duration.ofMillis(1_000));
                pinging.send(MqttBytes.pingreq());
                assertThat(pinging.read(Packet.PINGRESP, EdgeFixture.SOON).body())
                        .isEmpty();
            }
            mute.assertClosed(Duration.ofSeconds(2));
            assertThat(reasonOfEnd(silent)).isEqualTo("connection-lost");
            pinging.assertClosed(Duration.ofSeconds(3));
        }
    }

    @Test
    @Tag("R25")
    void theWillOfABrokenConnectionIsAnUplink() {
        String id = edge.newId();
        String alarm = "{\"mid\":\"w\",\"action\":105,\"data\":{\"code\":200}}";
        FakeDevice device = edge.device(id).will("device", alarm, 1).connect();
        device.cut();
        assertThat(EdgeFixture.text(edge.requests(id, 1).get(0))).isEqualTo(alarm);
        device.close();
    }

    @Test
    @Tag("R25")
    void theWillOfADeviceThatTookItsLeaveIsNothing() {
        String id = edge.newId();
        edge.device(id).will("device", "{\"action\":105}", 1).connect().disconnect();
        assertThat(reasonOfEnd(id)).isEqualTo("disconnected");
        assertThat(edge.allUplinks(id)).isEmpty();
    }

    @Test
    @Tag("R26")
    void aWillOnAnotherTopicIsRefused() {
        assertThat(edge.device(edge.newId()).will("KQ/DL3785W", "{}", 0).tryConnect())
                .isEqualTo(5);
    }

    @Test
    void aCleanStopRecordsTheEndOfEverySession(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.start(kafka)) {
            String first = other.newId();
            String second = other.newId();
            FakeDevice device = other.device(first).connect();
            RawMqtt raw = other.connectedRaw(second);
            other.stopEdge();
            device.awaitClosed(EdgeFixture.SOON);
            raw.assertClosed(EdgeFixture.SOON);
            for (String id : List.of(first, second)) {
                JsonObject end = other.sessions(id, 2).get(1);
                assertThat(end.getString("reason")).isEqualTo("edge-stopped");
            }
            assertThat(other.unhandled()).isEmpty();
            other.startEdge();
            other.device(first).connect().close();
        }
    }

    @Test
    void anEdgeThatDiedClosesTheBooksOfItsFormerLife(TestKafka kafka) {
        try (EdgeFixture other = EdgeFixture.around(kafka)) {
            String sessions = other.topics().sessions();
            kafka.createTopic(sessions, 3, Map.of("cleanup.policy", "compact"));
            String mine = other.newId();
            String others = other.newId();
            int many = 600;
            for (int i = 0; i < many; i++) {
                long stored =
                        online(kafka, sessions, other.newId(), other.config().edgeId());
                assertThat(stored).isNotNegative();
            }
            long epoch = online(kafka, sessions, mine, other.config().edgeId());
            long unused = online(kafka, sessions, others, new EdgeId("elsewhere"));
            other.startEdge();
            JsonObject end = other.sessions(mine, 2).get(1);
            assertThat(end.getString("status")).isEqualTo("offline");
            assertThat(end.getString("reason")).isEqualTo("edge-restarted");
            assertThat(end.getLong("epoch")).isEqualTo(epoch);
            assertThat(other.tail(sessions).now(record -> record.key().equals(others)))
                    .hasSize(1);
            // more than one portion of them
            int ended = 0;
            for (var record : other.tail(sessions).now(any -> true)) {
                ended += "offline".equals(EdgeFixture.json(record).getString("status")) ? 1 : 0;
            }
            assertThat(ended).isEqualTo(1 + many);
        }
    }

    private static long online(TestKafka kafka, String topic, String id, EdgeId edge) {
        var record = new SessionRecord.Online(
                new DeviceId(id), new ProductModel(MapRegistry.MODEL), edge, Instant.now(), "10.0.0.1");
        return kafka.produce(topic, id, record.toValue()).offset();
    }
}
