package io.deligate.systemtests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge and then Kafka are killed under load; {@link FaultCampaign} is the long form. */
class NothingLostIT {
    @TempDir
    private Path folder;

    @Test
    @Tag("R142")
    @Tag("R143")
    void nothingAcknowledgedIsLostWhenAnEdgeAndThenKafkaAreKilled() throws Exception {
        try (Installation installation = new Installation(
                        folder, Path.of("target", "nothing-lost"), 2, Map.of("DELIGATE_EDGE_LOST_AFTER", "6s"));
                Traffic traffic = new Traffic(installation, "short", 80, 20)) {
            traffic.flow(Duration.ofSeconds(3));
            traffic.struck();
            installation.edge(1).kill();
            traffic.flow(Duration.ofSeconds(2));
            installation.kafka().kill();
            traffic.flow(Duration.ofSeconds(3));
            traffic.mended();
            installation.kafka().restart();
            traffic.flow(Duration.ofSeconds(3));
            traffic.reckon("an edge killed for good, then Kafka for 3 s");
        }
    }
}
