package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Locks and bans, of devices and of products, and what edges are told to do. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandingIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private PlayedEdge edge;

    @BeforeAll
    void start(TestKafka broker, TestDatabase fresh) throws Exception {
        edge = new PlayedEdge(broker, fresh, "standingit.");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void aLockIsSeenAtOnceAndAnEventTellsOfItOnce() throws Exception {
        DeviceId device = edge.online("LOCKED");
        assertThat(edge.standing(device, "lock")).isEqualTo("locked");
        assertThat(edge.standing(device, "lock")).isEqualTo("locked");
        assertThat(edge.standing(device, "ban")).isEqualTo("banned");
        assertThat(edge.standing(device, "unban")).isEqualTo("locked");
        assertThat(edge.standing(device, "unlock")).isEqualTo("normal");
        assertThat(edge.standing(device, "unlock")).isEqualTo("normal");
        edge.awaitEvent(device, "unlocked");
        assertThat(edge.events(device)).containsExactly("registered", "locked", "banned", "unbanned", "unlocked");
        assertThat(edge.registry.post("/v1/devices/NOBODY:lock", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    @Tag("R14")
    void aBanEndsTheSessionAndALateSessionToo() throws Exception {
        DeviceId device = edge.online("BANNED");
        assertThat(edge.standing(device, "ban")).isEqualTo("banned");
        Await.until(
                PlayedEdge.LIMIT, "the close record", () -> edge.down(device).size() == 1);
        assertThat(PlayedEdge.header(edge.down(device).get(0), DeliHeaders.CLOSE))
                .isEqualTo("banned");
        assertThat(edge.down(device).get(0).value()).isEmpty();
        edge.connect(device);
        Await.until(
                PlayedEdge.LIMIT,
                "the close record of the late session",
                () -> edge.down(device).size() == 2);
        assertThat(PlayedEdge.header(edge.down(device).get(1), DeliHeaders.CLOSE))
                .isEqualTo("banned");
    }

    @Test
    @Tag("R14")
    void aDisabledProductEndsItsSessionsOnEveryEdgeAndALateOneToo() throws Exception {
        edge.registry.createProduct("ENDS");
        DeviceId device = edge.online("ENDS_1", "ENDS");
        assertThat(edge.registry
                        .call("PATCH", "/v1/products/ENDS", "{\"status\":\"disabled\"}", RunningRegistry.ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        Await.until(
                PlayedEdge.LIMIT,
                "the product's close record",
                () -> edge.down("ENDS").size() == 1);
        assertThat(PlayedEdge.header(edge.down("ENDS").get(0), DeliHeaders.CLOSE_PRODUCT))
                .isEqualTo("product-disabled");
        edge.connect(device, "ENDS");
        Await.until(
                PlayedEdge.LIMIT,
                "the close record of the late session",
                () -> edge.down(device).size() == 1);
        assertThat(PlayedEdge.header(edge.down(device).get(0), DeliHeaders.CLOSE))
                .isEqualTo("product-disabled");
    }
}
