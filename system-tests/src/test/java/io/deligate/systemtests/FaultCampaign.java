package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can happen to an edge and to Kafka, under load; each time the ledger has the last word. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class FaultCampaign {
    private static final int EDGES = 3;
    private static final int DEVICES = Integer.getInteger("deligate.campaign.devices", 100);
    private static final int ASKS_PER_SECOND = 15;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        installation = new Installation(folder, Path.of("target", "campaign"), EDGES, Map.of());
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    private Traffic traffic(String name) {
        Traffic traffic = new Traffic(installation, name, DEVICES, ASKS_PER_SECOND);
        traffic.flow(A_WHILE);
        return traffic;
    }

    private void bringBack(int edge) throws Exception {
        installation.launch(edge);
        installation.awaitReady(edge);
    }

    @Test
    @Tag("R143")
    void anEdgeIsKilledAndComesBack() throws Exception {
        try (Traffic traffic = traffic("killed-edge")) {
            traffic.struck();
            installation.edge(1).kill();
            traffic.flow(Duration.ofSeconds(10));
            traffic.mended();
            bringBack(1);
            traffic.flow(A_WHILE);
            traffic.reckon("an edge killed, started again after 10 s");
        }
    }

    @Test
    @Tag("R143")
    void anEdgeIsKilledAndDoesNotComeBack() throws Exception {
        try (Traffic traffic = traffic("lost-edge")) {
            traffic.struck();
            installation.edge(2).kill();
            traffic.flow(Duration.ofSeconds(50));
            traffic.reckon("an edge killed, for good");
        } finally {
            bringBack(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 50})
    @Tag("R146")
    void anEdgeFreezesAndGoesOn(int seconds) throws Exception {
        try (Traffic traffic = traffic("frozen-edge-" + seconds)) {
            traffic.struck();
            installation.edge(0).freeze();
            // some of them ask the frozen edge in vain: it will find their CONNECTs when it goes on
            traffic.fleet().scatter(installation.mqttPort(1), 2);
            try {
                traffic.flow(Duration.ofSeconds(seconds));
                traffic.awaitAllConnected();
            } finally {
                traffic.mended();
                installation.edge(0).thaw();
            }
            int lost = traffic.fleet().lost();
            Await.untilAsserted(
                    SOON, () -> assertThat(traffic.fleet().abandoned()).isZero());
            traffic.flow(A_WHILE);
            assertThat(traffic.fleet().lost())
                    .as("connections lost to an edge that was behind the times")
                    .isEqualTo(lost);
            traffic.reckon("an edge frozen (SIGSTOP) for " + seconds + " s, a sixth of all devices on the move");
        }
    }

    @Test
    @Tag("R142")
    void kafkaIsStoppedForAMinute() throws Exception {
        try (Traffic traffic = traffic("stopped-kafka")) {
            traffic.struck();
            installation.kafka().stop();
            traffic.flow(Duration.ofSeconds(60));
            traffic.mended();
            installation.kafka().restart();
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka stopped in order for 60 s");
            assertThat(traffic.fleet().lost()).isZero();
        }
    }

    @Test
    @Tag("R142")
    void kafkaIsKilledThreeTimes() throws Exception {
        try (Traffic traffic = traffic("killed-kafka")) {
            for (int i = 0; i < 3; i++) {
                traffic.struck();
                installation.kafka().kill();
                traffic.flow(Duration.ofSeconds(4));
                traffic.mended();
                installation.kafka().restart();
                traffic.flow(A_WHILE);
            }
            traffic.reckon("Kafka killed three times, 4 s each");
            assertThat(traffic.fleet().lost()).isZero();
        }
    }

    @Test
    @Tag("R142")
    void kafkaFreezesForHalfAMinute() throws Exception {
        try (Traffic traffic = traffic("frozen-kafka")) {
            traffic.struck();
            installation.kafka().freeze();
            traffic.flow(Duration.ofSeconds(30));
            traffic.mended();
            installation.kafka().thaw();
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka frozen for 30 s");
            assertThat(traffic.fleet().lost()).isZero();
        }
    }

    @Test
    @Tag("R142")
    @Tag("R143")
    void anEdgeIsKilledWhileKafkaIsAway() throws Exception {
        try (Traffic traffic = traffic("killed-both")) {
            traffic.struck();
            installation.kafka().kill();
            traffic.flow(Duration.ofSeconds(5));
            installation.edge(1).kill();
            traffic.flow(Duration.ofSeconds(5));
            traffic.mended();
            installation.kafka().restart();
            bringBack(1);
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka killed, then an edge, both started again after 10 s");
        }
    }

    @Test
    @Tag("R142")
    @Tag("R144")
    void anEdgeIsStoppedWhileKafkaIsAway() throws Exception {
        try (Traffic traffic = traffic("stopped-both")) {
            traffic.struck();
            installation.kafka().kill();
            traffic.flow(Duration.ofSeconds(5));
            installation.edge(1).terminate();
            traffic.flow(Duration.ofSeconds(12));
            traffic.mended();
            installation.kafka().restart();
            bringBack(1);
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka killed, an edge stopped meanwhile, both started again after 17 s");
        }
    }

    @Test
    @Tag("R144")
    void anEdgeIsDrained() throws Exception {
        try (Traffic traffic = traffic("drained-edge")) {
            int before = traffic.fleet().connectedTo(installation.mqttPort(2));
            assertThat(before).isPositive();
            traffic.struck();
            installation.drain(2);
            Await.untilAsserted(SOON, () -> {
                assertThat(traffic.fleet().connectedTo(installation.mqttPort(2)))
                        .isZero();
                assertThat(traffic.fleet().connected()).isEqualTo(DEVICES);
            });
            traffic.flow(A_WHILE);
            traffic.reckon("an edge drained by `POST /drain`");
            installation.edge(2).terminate();
            assertThat(installation.edge(2).exitCode(SOON)).isZero();
        } finally {
            bringBack(2);
        }
    }

    @Test
    @Tag("R144")
    void anEdgeIsAskedToEnd() throws Exception {
        try (Traffic traffic = traffic("stopped-edge")) {
            traffic.struck();
            installation.edge(2).terminate();
            assertThat(installation.edge(2).exitCode(Duration.ofSeconds(12)))
                    .as(installation.edge(2).output())
                    .isZero();
            traffic.awaitAllConnected();
            traffic.flow(A_WHILE);
            traffic.reckon("an edge stopped by SIGTERM");
        } finally {
            bringBack(2);
        }
    }

    @Test
    @Tag("R146")
    void anEdgeLosesItsWayToKafka() throws Exception {
        try (Traffic traffic = traffic("cut-off-edge")) {
            traffic.struck();
            installation.kafkaWire().cut();
            try {
                traffic.fleet().scatter(installation.mqttPort(2), 3);
                traffic.flow(Duration.ofSeconds(50));
                traffic.awaitAllConnected();
                assertThat(traffic.fleet().connectedTo(installation.mqttPort(2)))
                        .as("who did not move")
                        .isPositive();
            } finally {
                traffic.mended();
                installation.kafkaWire().mend();
            }
            Await.untilAsserted(
                    SOON, () -> assertThat(traffic.fleet().abandoned()).isZero());
            traffic.flow(A_WHILE);
            traffic.reckon("an edge cut off from Kafka for 50 s, a third of its devices gone elsewhere");
        }
    }

    @Test
    @Tag("R146")
    void theClusterFallsApartAndAnEdgeIsKilled() throws Exception {
        try (Traffic traffic = traffic("split-cluster")) {
            traffic.struck();
            installation.clusterWires().forEach(Relay::cut);
            try {
                Await.untilAsserted(
                        SOON.multipliedBy(3),
                        () -> assertThat(installation.accessList()).isLessThan(EDGES));
                // its devices are strangers to the other edges, which cannot ask the registry: refused until it is over
                installation.edge(1).kill();
                traffic.flow(Duration.ofSeconds(20));
            } finally {
                traffic.mended();
                installation.clusterWires().forEach(Relay::mend);
                bringBack(1);
            }
            traffic.flow(A_WHILE);
            traffic.reckon("the cluster's members cut off from each other, then an edge killed for 20 s");
            Await.untilAsserted(
                    SOON.multipliedBy(3),
                    () -> assertThat(installation.accessList()).isEqualTo(EDGES));
        }
    }

    @Test
    @Tag("R145")
    void theDispatcherIsKilledTwice() throws Exception {
        installation.startDispatcher();
        try (Traffic traffic = traffic("killed-dispatcher")) {
            for (int i = 0; i < 2; i++) {
                traffic.struck();
                installation.killDispatcher();
                traffic.flow(Duration.ofSeconds(4));
                traffic.mended();
                installation.startDispatcher();
                traffic.flow(A_WHILE);
            }
            traffic.assertAllAnswered();
            traffic.reckon("the only dispatcher killed twice, 4 s each");
            assertThat(traffic.fleet().lost()).isZero();
        }
    }
}
