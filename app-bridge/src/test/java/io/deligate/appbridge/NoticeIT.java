package io.deligate.appbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.DeviceStatus;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What apps are told about their devices. */
@ExtendWith(KafkaExtension.class)
class NoticeIT {
    private BridgeFixture bridge;
    private long app;

    @BeforeEach
    void open(TestKafka kafka) {
        bridge = new BridgeFixture(kafka);
        app = bridge.app();
    }

    @AfterEach
    void close() {
        bridge.close();
    }

    @Test
    void anAppHearsWhichDevicesAreBoundAndReleased() {
        bridge.start();
        event("app-bound", "e-1", facts("BOUND").put("group_id", 7));
        event("locked", "e-2", facts("BOUND"));
        event("app-unbound", "e-3", facts("BOUND").putNull("group_id"));

        var told = bridge.awaitTold(app, "BOUND", 2);

        assertThat(told).hasSize(2);
        JsonObject bound = BridgeFixture.json(told.get(0));
        assertThat(bound.getInteger("action")).isEqualTo(402);
        assertThat(bound.getString("from")).isEqualTo("system");
        assertThat(bound.getString("mid")).isEqualTo("e-1");
        assertThat(bound.getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("device_id", "BOUND")
                        .put("group_id", 7)
                        .put("name", "Front door")
                        .put("status", 1)
                        .put(
                                "product",
                                new JsonObject()
                                        .put("model", "DL3785W")
                                        .put("type", "KQ")
                                        .put("name", "Machine")));
        assertThat(BridgeFixture.messageId(told.get(0))).isEqualTo("event:e-1");
        JsonObject unbound = BridgeFixture.json(told.get(1));
        assertThat(unbound.getInteger("action")).isEqualTo(403);
        assertThat(unbound.getJsonObject("data"))
                .isEqualTo(new JsonObject().put("device_id", "BOUND").putNull("group_id"));
    }

    @Test
    void anAppHearsWhenItsDeviceComesAndGoesAndNothingOfOldSessions() {
        long other = bridge.app();
        bridge.registry.device("MOVES", DeviceStatus.NORMAL, app, other);
        bridge.start();

        long first = bridge.online("MOVES");
        long second = bridge.online("MOVES");
        bridge.offline("MOVES", first);
        bridge.offline("MOVES", second);
        bridge.offline("MOVES", second);
        long third = bridge.online("MOVES");
        bridge.offline("MOVES", third);

        awaitPresence(app, "MOVES", 1, 0, 1, 0);
        awaitPresence(other, "MOVES", 1, 0, 1, 0);
        assertThat(bridge.inbox(app, "MOVES"))
                .allSatisfy(record -> assertThat(
                                BridgeFixture.json(record).getJsonObject("data").getString("name"))
                        .isEqualTo("Front door"))
                .extracting(BridgeFixture::messageId)
                .doesNotHaveDuplicates();
    }

    @Test
    void aBridgeThatStartsTellsOfNothingButWhatItMissed() {
        bridge.registry.device("OLD", DeviceStatus.NORMAL, app);
        bridge.registry.device("KEPT", DeviceStatus.NORMAL, app);
        bridge.makeSessions();
        bridge.online("OLD");
        long kept = bridge.online("KEPT");
        BridgeFixture.Bridge first = bridge.start();
        long newer = bridge.online("OLD");
        awaitPresence(app, "OLD", 1);
        first.stop();
        bridge.offline("OLD", newer);
        bridge.offline("KEPT", kept);

        bridge.start();

        awaitPresence(app, "OLD", 1, 0);
        awaitPresence(app, "KEPT", 0);
    }

    private void event(String kind, String id, JsonObject data) {
        var record = new ProducerRecord<>(
                bridge.prefix + "events",
                data.getString("device_id"),
                data.toBuffer().getBytes());
        DeliHeaders.put(record.headers(), "ce_type", "cloud.deli.device." + kind + ".v1");
        DeliHeaders.put(record.headers(), "ce_id", id);
        bridge.kafka.produce(record);
    }

    private JsonObject facts(String device) {
        return new JsonObject()
                .put("device_id", device)
                .put("service_id", app)
                .put("name", "Front door")
                .put("status", 1)
                .put(
                        "product",
                        new JsonObject()
                                .put("model", "DL3785W")
                                .put("type", "KQ")
                                .put("name", "Machine"));
    }

    private void awaitPresence(long told, String device, Integer... statuses) {
        Await.untilAsserted(
                BridgeFixture.SOON,
                () -> assertThat(bridge.presence(told, device)).containsExactly(statuses));
    }
}
