package io.deligate.systemtests;

import io.deligate.testkit.Host;
import io.deligate.testkit.HostNetwork;
import io.deligate.testkit.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link NetworkCampaign} and {@link ServicesCampaign}, for every build. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class FaultsIT {
    private static final Duration A_MOMENT = Duration.ofSeconds(3);
    private static final List<String> SERVICES = List.of("registry-service", "dispatcher", "app-bridge");

    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        installation = new Installation(
                folder,
                Path.of("target", "faults"),
                2,
                Map.of("DELIGATE_EDGE_LOST_AFTER", "6s"),
                Networks.ifPossible());
        installation.startTwoOfEach();
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    private AppTraffic traffic(String name) throws Exception {
        AppTraffic traffic = new AppTraffic(installation, name, 40, 10);
        traffic.flow(A_MOMENT);
        return traffic;
    }

    @Test
    @Tag("R143")
    @Tag("R146")
    void anEdgesCableIsPulled() throws Exception {
        try (AppTraffic traffic = traffic("pulled")) {
            traffic.struck();
            installation.cut("edge-1");
            traffic.flow(Duration.ofSeconds(15));
            traffic.mended();
            installation.heal("edge-1");
            traffic.reckon("an edge's cable pulled for 15 s");
        }
    }

    @Test
    @Tag("R146")
    void theClusterIsSplitAndDevicesMoveBetweenTheHalves() throws Exception {
        try (AppTraffic traffic = traffic("split")) {
            traffic.struck();
            Optional<HostNetwork> network = installation.network();
            network.ifPresentOrElse(
                    each -> each.split(
                            hosts("edge-1", "registry-service", "dispatcher", "app-bridge"),
                            hosts("edge-2", "registry-service-2", "dispatcher-2", "app-bridge-2")),
                    () -> installation.clusterWires().forEach(Relay::cut));
            traffic.fleet().scatter(installation.mqttPort(0), 3);
            traffic.fleet().scatter(installation.mqttPort(1), 3);
            traffic.flow(Duration.ofSeconds(10));
            traffic.mended();
            network.ifPresentOrElse(
                    HostNetwork::join, () -> installation.clusterWires().forEach(Relay::mend));
            traffic.reckon("the cluster split in two halves for 10 s, a third of all devices moved meanwhile");
        }
    }

    private List<Host> hosts(String... names) {
        return List.of(names).stream().map(installation::host).toList();
    }

    @Test
    @Tag("R145")
    void oneOfEachServiceIsKilledAndComesBack() throws Exception {
        try (AppTraffic traffic = traffic("killed")) {
            traffic.struck();
            SERVICES.forEach(service -> installation.part(service).kill());
            traffic.flow(Duration.ofSeconds(5));
            traffic.mended();
            installation.startAtOnce(SERVICES.stream().collect(Collectors.toMap(name -> name, service -> service)));
            traffic.reckon("one of two of each service killed, started again after 5 s");
            traffic.assertAllAnswered();
        }
    }
}
