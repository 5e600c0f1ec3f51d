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
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the others do for an edge that does not come back, and what it does when it was only taken for lost. */
@ExtendWith(KafkaExtension.class)
class LostEdgeIT {
    private static EdgeFixture north;
    private static EdgeFixture south;

    @BeforeAll
    static void startEdges(TestKafka kafka) {
        north = EdgeFixture.around(kafka);
        south = north.neighbour();
        for (EdgeFixture edge : List.of(north, south)) {
            edge.set("DELIGATE_EDGE_LOST_AFTER", "3s");
            edge.startEdge();
        }
    }

    @AfterAll
    static void stopEdges() {
        assertThat(north.unhandled()).isEmpty();
        assertThat(south.unhandled()).isEmpty();
        south.close();
        north.close();
    }

    /** The last an edge of that name was heard of, as if it had been killed right then. */
    private static EdgeId ghost(String name) {
        EdgeId ghost = new EdgeId(name);
        north.kafka().createTopic(north.topics().down(ghost), 1, Map.of());
        JsonObject pulse =
                new JsonObject().put("edge", name).put("life", "its last").put("since", -1);
        north.kafka().produce(north.topics().edges(), name, pulse.encode());
        return ghost;
    }

    private static long online(String id, EdgeId edge) {
        var record = new SessionRecord.Online(
                new DeviceId(id), new ProductModel(MapRegistry.MODEL), edge, Instant.now(), "10.0.0.1");
        return north.kafka()
                .produce(north.topics().sessions(), id, record.toValue())
                .offset();
    }

    private static void ask(EdgeId edge, String id, String message) {
        var record = new ProducerRecord<>(north.topics().down(edge), id, message.getBytes(StandardCharsets.UTF_8));
        record.headers().add("deli-receipt", "registry".getBytes(StandardCharsets.US_ASCII));
        north.kafka().produce(record);
    }

    private static JsonObject receipt(String id) {
        return EdgeFixture.json(north.receipts(id, 1).get(0));
    }

    @Test
    @Tag("R143")
    void aSurvivorEndsTheSessionsOfALostEdgeAndReportsItsMessages() {
        EdgeId ghost = ghost("ghost-1");
        String gone = north.newId();
        String moved = north.newId();
        long epoch = online(gone, ghost);
        long unused = online(moved, ghost);
        try (FakeDevice device = south.device(moved).connect()) {
            ask(ghost, gone, "{\"mid\":1}");
            ask(ghost, moved, "{\"mid\":2}");

            JsonObject end = north.sessions(gone, 2).get(1);
            assertThat(end.getString("status")).isEqualTo("offline");
            assertThat(end.getString("reason")).isEqualTo("edge-lost");
            assertThat(end.getString("edge")).isEqualTo("ghost-1");
            assertThat(end.getLong("epoch")).isEqualTo(epoch);
            assertThat(receipt(gone).getString("outcome")).isEqualTo("offline");

            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{\"mid\":2}");
            assertThat(receipt(moved).getString("outcome")).isEqualTo("delivered");
            assertThat(receipt(moved).getString("edge"))
                    .isEqualTo(south.config().edge().id());
            assertThat(north.sessions(moved, 2)).hasSize(2);
            assertThat(north.sessions(moved, 2).get(1).getString("status")).isEqualTo("online");
            Await.until(EdgeFixture.SOON, "its books", () -> committed(ghost) == 2);
        }
        assertThat(north.receipts(gone, 1)).as("one survivor").hasSize(1);
    }

    private static long committed(EdgeId edge) {
        String topic = north.topics().down(edge);
        try (var admin = north.kafka().admin()) {
            var offsets = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            var offset = offsets.get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    @Test
    void aMessageThatComesLateToALostEdgeIsReportedToo() {
        EdgeId ghost = ghost("ghost-2");
        String first = north.newId();
        ask(ghost, first, "{}");
        assertThat(receipt(first).getString("outcome")).isEqualTo("offline");
        String second = north.newId();
        ask(ghost, second, "{}");
        assertThat(receipt(second).getString("outcome")).isEqualTo("offline");
    }

    @Test
    void anEdgeThatIsHeardKeepsItsSessions() {
        try (FakeDevice device = south.device(south.newId()).connect()) {
            EdgeId ghost = ghost("ghost-3");
            String gone = north.newId();
            long unused = online(gone, ghost);
            assertThat(north.sessions(gone, 2).get(1).getString("reason")).isEqualTo("edge-lost");
            assertThat(device.isConnected()).isTrue();
            assertThat(north.sessions(device.id(), 1)).hasSize(1);
        }
    }

    @Test
    void anEdgeThatWasTakenForLostAnnouncesItsLiveSessionsAgain() {
        String id = north.newId();
        EdgeId edge = north.config().edgeId();
        try (FakeDevice device = north.device(id).connect()) {
            long epoch = epochOf(id, 1);
            var end = new SessionRecord.Offline(
                    new DeviceId(id), new ProductModel(MapRegistry.MODEL), edge, epoch, Instant.now(), "edge-lost");
            north.kafka().produce(north.topics().sessions(), id, end.toValue());

            JsonObject again = north.sessions(id, 3).get(2);
            assertThat(again.getString("status")).isEqualTo("online");
            assertThat(again.getString("edge")).isEqualTo(edge.value());
            north.down(id, "{\"mid\":3}", "deli-epoch", Long.toString(epochOf(id, 3)));
            assertThat(device.next(EdgeFixture.SOON).json()).isEqualTo("{\"mid\":3}");
            assertThat(device.isConnected()).isTrue();
        }
        JsonObject last = north.sessions(id, 4).get(3);
        assertThat(last.getString("status")).isEqualTo("offline");
        assertThat(last.getLong("epoch")).isEqualTo(epochOf(id, 3));
    }

    @Test
    @Tag("R146")
    void anEdgeThatWasTakenForLostDoesNotTakeBackWhoHasMovedOn() {
        String id = north.newId();
        EdgeId elsewhere = ghost("ghost-4");
        try (FakeDevice device = north.device(id).connect()) {
            long epoch = epochOf(id, 1);
            var end = new SessionRecord.Offline(
                    new DeviceId(id),
                    new ProductModel(MapRegistry.MODEL),
                    north.config().edgeId(),
                    epoch,
                    Instant.now(),
                    "edge-lost");
            var moved = new SessionRecord.Online(
                    new DeviceId(id), new ProductModel(MapRegistry.MODEL), elsewhere, Instant.now(), "10.0.0.1");
            String topic = north.topics().sessions();
            north.kafka()
                    .produceAll(List.of(
                            new ProducerRecord<>(topic, id, end.toValue()),
                            new ProducerRecord<>(topic, id, moved.toValue())));

            device.awaitClosed(EdgeFixture.SOON);
        }
        // the survivor's word about the ghost is the next one, and nobody's came between
        assertThat(north.sessions(id, 4).get(3).getString("reason")).isEqualTo("edge-lost");
        assertThat(north.sessions(id, 4).get(3).getString("edge")).isEqualTo(elsewhere.value());
    }

    private static long epochOf(String id, int record) {
        return north.tail(north.topics().sessions())
                .await(record, EdgeFixture.SOON, each -> each.key().equals(id))
                .get(record - 1)
                .offset();
    }
}
