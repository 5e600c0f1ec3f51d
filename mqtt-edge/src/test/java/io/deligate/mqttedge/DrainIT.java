package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.EdgeList;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class DrainIT {
    @Test
    @Tag("R135")
    @Tag("R144")
    void aDrainedEdgeLosesNothingItAcknowledgedAndTakesNobodyNew(TestKafka kafka) {
        try (EdgeFixture edge = EdgeFixture.around(kafka)) {
            edge.set("DELIGATE_DRAIN_RATE", "20");
            edge.startEdge();
            List<FakeDevice> devices = new ArrayList<>();
            List<CompletableFuture<Void>> published = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                FakeDevice device = edge.connected();
                devices.add(device);
                published.add(device.publish("{\"mid\":\"1\",\"action\":100}", 1));
            }
            assertThat(edge.http("POST", "/drain")).contains("\"draining\":true", "\"done\":false");
            assertThat(edge.http("/health/ready")).contains("draining");
            assertThat(edge.http("/health/live")).contains("\"status\":\"up\"");
            assertThat(edge.device(edge.newId()).tryConnect()).isEqualTo(3);
            Await.until(
                    EdgeFixture.SOON,
                    "the last connection's end",
                    () -> edge.http("POST", "/drain").contains("\"done\":true"));
            for (int i = 0; i < devices.size(); i++) {
                String id = devices.get(i).id();
                if (published.get(i).isDone() && !published.get(i).isCompletedExceptionally()) {
                    assertThat(edge.requests(id, 1)).hasSize(1);
                }
                assertThat(edge.sessions(id, 2).get(1).getString("reason")).isEqualTo("drained");
            }
            var listed = EdgeFixture.get(
                    new EdgeList(edge.platform().platform().vertx(), edge.member()).ready(), "the list");
            assertThat(listed).noneMatch(notice -> notice.ready());
            devices.forEach(FakeDevice::close);
        }
    }

    @Test
    @Tag("R144")
    void aDrainingEdgeIsUnreadyAtOnceAndStillServesWhoeverIsSentToIt(TestKafka kafka) {
        try (EdgeFixture edge = EdgeFixture.around(kafka)) {
            edge.set("DELIGATE_DRAIN_AWAIT", "1m");
            edge.startEdge();
            assertThat(edge.http("POST", "/drain")).contains("\"draining\":true", "\"done\":false");
            assertThat(edge.http("/health/ready")).contains("draining");
            try (FakeDevice late = edge.connected()) {
                assertThat(late.isConnected()).isTrue();
            }
        }
    }
}
