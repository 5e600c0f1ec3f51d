package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka loses its data, the database does not. */
@ExtendWith(PostgresExtension.class)
class LostKafkaIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant T0 = Instant.ofEpochSecond(1_700_000_000);
    private static final String PREFIX = "lost.";
    private static final DeviceId BACK = new DeviceId("LOST_BACK");
    private static final DeviceId AWAY = new DeviceId("LOST_AWAY");

    @Test
    @Tag("R21")
    void sessionsThatBeginAgainAtZeroAreTheNewestOnes(TestDatabase database) throws Exception {
        try (TestKafka first = TestKafka.start();
                RunningRegistry registry = RunningRegistry.start(first, database, PREFIX)) {
            assertThat(registry.createProduct("LOST")).isNotEmpty();
            for (int i = 0; i < 5; i++) {
                online(first, BACK, T0.plusSeconds(i));
            }
            online(first, AWAY, T0);
            Await.until(
                    LIMIT,
                    "the fifth session",
                    () -> registry.device(BACK.value()).getLong("last_access", 0L) == T0.getEpochSecond() + 4);
            Await.until(
                    LIMIT,
                    "the other device",
                    () -> registry.device(AWAY.value()).getBoolean("online", false));
        }
        try (TestKafka second = TestKafka.start();
                RunningRegistry registry = RunningRegistry.start(second, database, PREFIX)) {
            assertThat(registry.device(AWAY.value()).getBoolean("online")).isFalse();
            assertThat(registry.device(AWAY.value()).getLong("last_access")).isEqualTo(T0.getEpochSecond());

            online(second, BACK, T0.plusSeconds(60));

            Await.untilAsserted(LIMIT, () -> {
                assertThat(registry.device(BACK.value()).getBoolean("online")).isTrue();
                assertThat(registry.device(BACK.value()).getLong("last_access")).isEqualTo(T0.getEpochSecond() + 60);
            });
        }
    }

    private static void online(TestKafka kafka, DeviceId device, Instant time) {
        var session =
                new SessionRecord.Online(device, new ProductModel("LOST"), new EdgeId("edge-1"), time, "192.0.2.1");
        kafka.produce(PREFIX + "sessions", device.value(), session.toValue());
    }
}
