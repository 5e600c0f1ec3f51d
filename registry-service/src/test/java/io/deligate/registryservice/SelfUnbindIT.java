package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices that end their binding themselves. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfUnbindIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private PlayedEdge edge;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        edge = new PlayedEdge(broker, fresh, "selfunbindit.");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    @Tag("R85")
    void aDeviceThatEndsItsBindingGetsTheAnswerAndNoNotices() throws Exception {
        DeviceId device = edge.online("LEAVES");
        long group = edge.group("Left");
        assertThat(edge.bind(device, group, null).statusCode()).isEqualTo(200);
        edge.put(device, "/apps/" + edge.app(PlayedEdge.MODEL), 200);
        edge.awaitMessages(device, 2);
        edge.unbindRequest(device, "m-1", 4711);

        JsonObject reply = edge.awaitMessages(device, 3).get(2);
        assertThat(reply.getInteger("action")).isEqualTo(104);
        assertThat(reply.getValue("mid")).isEqualTo(4711);
        assertThat(reply.getJsonObject("data").getInteger("code")).isZero();
        ConsumerRecord<String, byte[]> record = edge.down(device).get(2);
        assertThat(PlayedEdge.header(record, DeliHeaders.MESSAGE_ID)).isEqualTo("m-1:reply");
        assertThat(PlayedEdge.header(record, DeliHeaders.ACTION)).isEqualTo("104");
        assertThat(PlayedEdge.header(record, DeliHeaders.EPOCH)).isEqualTo("3");
        JsonObject released = edge.registry.device(device.value());
        assertThat(released.getValue("group_id")).isNull();
        assertThat(released.getJsonArray("apps")).isEmpty();
        assertThat(edge.awaitEvent(device, "app-unbound").getLong("group_id")).isEqualTo(group);
        assertThat(edge.pending(device)).isZero();
        assertThat(edge.number(
                        "SELECT count(*) AS n FROM audit WHERE actor = 'device:LEAVES' AND action = 'unbindDevice'"))
                .isEqualTo(1);
    }

    @Test
    @Tag("R87")
    void aRepeatedRequestIsAnsweredAgainButEndsNoLaterBinding() throws Exception {
        DeviceId device = edge.online("REPEATS");
        edge.unbindRequest(device, "m-2", 1);
        assertThat(edge.awaitMessages(device, 1).get(0).getJsonObject("data").getInteger("code"))
                .isZero();
        long group = edge.group("Later");
        assertThat(edge.bind(device, group, null).statusCode()).isEqualTo(200);
        edge.unbindRequest(device, "m-2", 1);
        List<JsonObject> heard = edge.awaitMessages(device, 3);
        assertThat(heard.get(1).getInteger("action")).isEqualTo(203);
        assertThat(heard.get(2).getInteger("action")).isEqualTo(104);
        assertThat(edge.registry.device(device.value()).getLong("group_id")).isEqualTo(group);
        edge.unbindRequest(device, "m-3", 1);
        edge.awaitMessages(device, 4);
        assertThat(edge.registry.device(device.value()).getValue("group_id")).isNull();
    }

    @Test
    @Tag("R87")
    void aDeviceThatTheRegistryHasNotSeenYetIsBoundToNobody() throws Exception {
        DeviceId device = new DeviceId("UNSEEN");
        edge.unbindRequest(device, "m-4", 1);
        assertThat(edge.awaitMessages(device, 1).get(0).getJsonObject("data").getInteger("code"))
                .isZero();
    }
}
