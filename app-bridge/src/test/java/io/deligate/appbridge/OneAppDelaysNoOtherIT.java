package io.deligate.appbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.appbridge.BridgeConfig.Quota;
import io.deligate.registryview.DeviceStatus;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: what one app does or lacks is felt by that app alone, and apps may come and go at any time. */
@ExtendWith(KafkaExtension.class)
@Tag("R124")
class OneAppDelaysNoOtherIT {
    private static final int PER_SECOND = 50;
    private static BridgeFixture bridge;

    @BeforeAll
    static void start(TestKafka kafka) {
        bridge = new BridgeFixture(kafka);
        bridge.start(new Quota(PER_SECOND, ByteSize.ofMiB(1), 100));
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    @Test
    void aFloodWaitsInItsOwnTopic() {
        long flooding = bridge.app();
        long quiet = bridge.app();
        int flood = 5_000;
        bridge.kafka.produceAll(IntStream.range(0, flood)
                .mapToObj(number -> bridge.fromApp(flooding, "X", BridgeFixture.call("f" + number, "X")))
                .toList());
        Await.until(
                BridgeFixture.SOON,
                "the flood begins",
                () -> !bridge.told(flooding, "X").isEmpty());

        bridge.kafka.produce(bridge.fromApp(quiet, "Y", BridgeFixture.call("q", "Y")));

        assertThat(bridge.awaitTold(quiet, "Y").getString("mid")).isEqualTo("q");
        assertThat(bridge.told(flooding, "X")).hasSizeLessThan(flood / 2);
    }

    @Test
    void nonsenseOfOneAppIsNoOthersProblem() {
        long broken = bridge.app();
        long quiet = bridge.app();
        byte[] nonsense = "{".getBytes(StandardCharsets.UTF_8);
        bridge.kafka.produceAll(IntStream.range(0, 1_000)
                .mapToObj(number -> new ProducerRecord<>(bridge.out(broken), "X", nonsense))
                .toList());

        bridge.kafka.produce(bridge.fromApp(quiet, "Y", BridgeFixture.call("q", "Y")));

        assertThat(bridge.awaitTold(quiet, "Y").getString("mid")).isEqualTo("q");
    }

    @Test
    void aNewAppIsHeardWithin5Seconds() {
        long app = bridge.app();
        long created = System.nanoTime();
        bridge.kafka.produce(bridge.fromApp(app, "X", BridgeFixture.call("first", "X")));

        assertThat(bridge.awaitTold(app, "X").getString("mid")).isEqualTo("first");
        assertThat(Duration.ofNanos(System.nanoTime() - created)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAppThatGoesLeavesTheOthersAlone() throws Exception {
        long gone = bridge.app();
        long stays = bridge.app();
        bridge.kafka.produce(bridge.fromApp(gone, "X", BridgeFixture.call("1", "X")));
        assertThat(bridge.awaitTold(gone, "X").getString("mid")).isEqualTo("1");

        try (var admin = bridge.kafka.admin()) {
            var unused = admin.deleteTopics(List.of(bridge.in(gone), bridge.out(gone)))
                    .all()
                    .get();
        }
        bridge.registry.app(gone, false);
        for (int i = 0; i < 20; i++) {
            bridge.kafka.produce(bridge.fromApp(stays, "X", BridgeFixture.call("s" + i, "X")));
        }

        assertThat(bridge.awaitTold(stays, "X", 20)).hasSize(20);
        bridge.registry.device("Z", DeviceStatus.NORMAL, stays);
        bridge.message("Z", "{\"mid\":1,\"action\":300,\"data\":{\"cmd\":\"c\"}}");
        assertThat(bridge.awaitTold(stays, "Z").getInteger("mid")).isEqualTo(1);
    }
}
