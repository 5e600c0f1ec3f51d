package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.Host;
import io.deligate.testkit.HostNetwork;
import io.deligate.testkit.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * What can happen to the network: every part on a host of its own, with an address and a cable of its own, while devices and
 * an app talk through all of them. Where such hosts cannot be made it says so, and uses loopback with what there is: a
 * frozen process for a pulled cable, relays for the ways that can be cut.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class NetworkCampaign {
    private static final int EDGES = 3;
    private static final int DEVICES = Integer.getInteger("deligate.campaign.devices", 100);
    private static final int ASKS_PER_SECOND = 15;
    private static final int LAST = EDGES - 1;
    private static final Duration A_WHILE = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(35);
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Each with a registry-service, so that both halves know who may connect. */
    private static final List<List<String>> HALVES = List.of(
            List.of("edge-1", "registry-service", "dispatcher", "app-bridge"),
            List.of("edge-2", "edge-3", "registry-service-2", "dispatcher-2", "app-bridge-2"));

    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        Path logs = Path.of("target", "network-campaign");
        installation = new Installation(folder, logs, EDGES, Map.of(), Networks.ifPossible());
        installation.startTwoOfEach();
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    private AppTraffic traffic(String name) throws Exception {
        AppTraffic traffic = new AppTraffic(installation, name, DEVICES, ASKS_PER_SECOND);
        traffic.flow(A_WHILE);
        return traffic;
    }

    /** Edge and services as two of them have it in the end: as many edges as there are, for whoever asks. */
    private void awaitWholeCluster() {
        Await.untilAsserted(SOON, () -> assertThat(installation.accessList()).isEqualTo(EDGES));
    }

    @Test
    @Tag("R143")
    @Tag("R146")
    void anEdgesCableIsPulled() throws Exception {
        try (AppTraffic traffic = traffic("pulled-edge")) {
            traffic.struck();
            installation.cut("edge-1");
            try {
                traffic.flow(LONG);
            } finally {
                traffic.mended();
                installation.heal("edge-1");
            }
            traffic.flow(A_WHILE);
            traffic.reckon("an edge's cable pulled for 35 s");
            awaitWholeCluster();
        }
    }

    @Test
    @Tag("R146")
    void anEdgeIsCutOffFromKafkaAlone() throws Exception {
        try (AppTraffic traffic = traffic("kafka-less-edge")) {
            traffic.struck();
            Optional<HostNetwork> network = installation.network();
            network.ifPresentOrElse(
                    each -> each.part(installation.host("edge-3"), installation.host("kafka")),
                    () -> installation.kafkaWire().cut());
            try {
                traffic.fleet().scatter(installation.mqttPort(LAST), 3);
                traffic.flow(LONG);
            } finally {
                traffic.mended();
                network.ifPresentOrElse(
                        HostNetwork::join, () -> installation.kafkaWire().mend());
            }
            traffic.flow(A_WHILE);
            traffic.reckon("an edge cut off from Kafka alone for 35 s, a third of its devices gone elsewhere");
            awaitWholeCluster();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("R142")
    @Tag("R146")
    void anEdgeAndKafkaHearEachOtherInOneDirectionOnly(boolean edgeIsHeard) throws Exception {
        Networks.require(installation, "a one-way fault");
        HostNetwork network = installation.network().orElseThrow();
        Host edge = installation.host("edge-2");
        Host kafka = installation.host("kafka");
        try (AppTraffic traffic = traffic("one-way-" + (edgeIsHeard ? "up" : "down"))) {
            traffic.struck();
            network.oneway(edgeIsHeard ? kafka : edge, edgeIsHeard ? edge : kafka);
            try {
                traffic.fleet().scatter(installation.mqttPort(1), 3);
                traffic.flow(LONG);
            } finally {
                traffic.mended();
                network.join();
            }
            traffic.flow(A_WHILE);
            traffic.reckon(
                    edgeIsHeard
                            ? "Kafka hears an edge, the edge does not hear Kafka, for 35 s"
                            : "an edge hears Kafka, Kafka does not hear the edge, for 35 s");
            awaitWholeCluster();
        }
    }

    @Test
    @Tag("R146")
    void theClusterIsSplitAndDevicesMoveBetweenTheHalves() throws Exception {
        try (AppTraffic traffic = traffic("halves")) {
            traffic.struck();
            Optional<HostNetwork> network = installation.network();
            network.ifPresentOrElse(
                    each -> each.split(hosts(HALVES.get(0)), hosts(HALVES.get(1))),
                    () -> installation.clusterWires().forEach(Relay::cut));
            try {
                Await.untilAsserted(
                        SOON, () -> assertThat(installation.accessList()).isLessThan(EDGES));
                for (int edge = 0; edge < EDGES; edge++) {
                    traffic.fleet().scatter(installation.mqttPort(edge), 3);
                    traffic.flow(Duration.ofSeconds(5));
                }
                traffic.flow(A_WHILE);
            } finally {
                traffic.mended();
                network.ifPresentOrElse(
                        HostNetwork::join, () -> installation.clusterWires().forEach(Relay::mend));
            }
            traffic.flow(A_WHILE);
            traffic.reckon("the cluster split in two halves, a third of all devices moved meanwhile");
            awaitWholeCluster();
        }
    }

    private List<Host> hosts(List<String> names) {
        return names.stream().map(installation::host).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "dispatcher", "app-bridge"})
    @Tag("R145")
    @Tag("R146")
    void theCableOfOneOfTwoIsPulled(String service) throws Exception {
        // whoever asks this registry-service asks in vain meanwhile
        try (AppTraffic traffic = traffic("pulled-" + service)) {
            traffic.struck();
            installation.cut(service);
            try {
                traffic.flow(LONG);
            } finally {
                traffic.mended();
                installation.heal(service);
            }
            traffic.flow(A_WHILE);
            traffic.reckon("the cable of one of two of " + service + " pulled for 35 s");
            traffic.assertAllAnswered();
            awaitWholeCluster();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres"})
    @Tag("R142")
    @Tag("R147")
    void theCableOfWhatTheyAllNeedIsPulled(String part) throws Exception {
        Networks.require(installation, "the cable of " + part);
        try (AppTraffic traffic = traffic("pulled-" + part)) {
            traffic.struck();
            installation.cut(part);
            try {
                traffic.flow(LONG);
            } finally {
                traffic.mended();
                installation.heal(part);
            }
            traffic.flow(A_WHILE);
            traffic.reckon("the cable of " + (part.equals("kafka") ? "Kafka" : "PostgreSQL") + " pulled for 35 s");
            // queries that waited longer than 30 s need no answer any more (A33)
            assertThat(traffic.fleet().lost()).isZero();
        }
    }
}
