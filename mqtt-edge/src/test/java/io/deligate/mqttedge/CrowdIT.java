package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.Crowd;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many idle devices that lose their connections at the same moment, and come back. */
@ExtendWith(KafkaExtension.class)
class CrowdIT {
    /** 9,000 with {@code -Plong}: both ends are in this process, which may have 20,000 sockets on many machines. */
    private static final int DEVICES = Integer.getInteger("deligate.crowd", 1_000);

    /** Both ends of a connection, the registry's record of the device and what the test itself keeps. */
    private static final long BYTES_EACH = 40 << 10;

    private static final Duration LONG = Duration.ofSeconds(60 + DEVICES / 50);

    @Test
    @Tag("R29")
    @Tag("R146")
    void everyDeviceEndsConnectedMemoryIsBoundedAndNoIdHasTwoSessions(TestKafka kafka) {
        try (EdgeFixture edge = EdgeFixture.around(kafka);
                Crowd crowd = around(edge)) {
            long before = heap();
            for (int i = 0; i < DEVICES; i++) {
                crowd.add(EdgeFixture.connect(edge.newId()).keepAlive(0).bytes());
            }
            awaitAll(edge, crowd);
            assertThat(heap() - before).isLessThan((20L << 20) + DEVICES * BYTES_EACH);

            for (int storm = 1; storm <= 2; storm++) {
                crowd.cut();
                Await.until(LONG, "the storm", () -> crowd.connected() < DEVICES);
                awaitAll(edge, crowd);
            }
            // nobody was disconnected, some had to ask more than once
            assertThat(crowd.lost()).isZero();
            assertThat(heap() - before).isLessThan((20L << 20) + DEVICES * BYTES_EACH);
            assertThat(live(edge)).isEqualTo(DEVICES);
            assertThat(edge.unhandled()).isEmpty();
        }
    }

    /** At the default pace for this machine, except that nobody waits long. */
    private static Crowd around(EdgeFixture edge) {
        edge.setAll(
                "DELIGATE_MQTT_CONNECTS_PER_SECOND", "0",
                "DELIGATE_MQTT_CONNECTS_BURST", "0",
                "DELIGATE_MQTT_CONNECTS_DEVICE_GAP", "1s",
                "DELIGATE_MQTT_CONNECTS_DEVICE_BURST", "5");
        edge.startEdge();
        return new Crowd(edge.port(), Duration.ofSeconds(2));
    }

    private static void awaitAll(EdgeFixture edge, Crowd crowd) {
        Await.until(
                LONG,
                "every device connected, and no session beside",
                () -> crowd.connected() == DEVICES && edge.metric("deligate_edge_connections") == DEVICES);
    }

    /** What the session topic says in the end: ids whose newest session has not ended. */
    private static long live(EdgeFixture edge) {
        Map<String, Boolean> online = new HashMap<>();
        Map<String, Long> epochs = new HashMap<>();
        for (var record : edge.tail(edge.topics().sessions()).now(any -> true)) {
            var json = EdgeFixture.json(record);
            if (json.getString("status").equals("online")) {
                epochs.put(record.key(), record.offset());
                online.put(record.key(), true);
            } else if (json.getLong("epoch").equals(epochs.get(record.key()))) {
                online.put(record.key(), false);
            }
        }
        return online.values().stream().filter(each -> each).count();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
