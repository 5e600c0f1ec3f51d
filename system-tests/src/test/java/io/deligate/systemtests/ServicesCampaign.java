package io.deligate.systemtests;

import io.deligate.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** What can happen to the services behind the edges and to the database, while devices and an app talk through all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ServicesCampaign {
    private static final int DEVICES = Integer.getInteger("deligate.campaign.devices", 100);
    private static final int ASKS_PER_SECOND = 15;
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        installation = new Installation(folder, Path.of("target", "services-campaign"), 2, Map.of());
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

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "dispatcher", "app-bridge"})
    @Tag("R145")
    void oneOfTwoIsKilledAndComesBack(String service) throws Exception {
        try (AppTraffic traffic = traffic("killed-one-" + service)) {
            traffic.struck();
            installation.part(service).kill();
            traffic.flow(Duration.ofSeconds(15));
            traffic.mended();
            installation.start(service, service);
            traffic.flow(A_WHILE);
            traffic.reckon("one of two of " + service + " killed, started again after 15 s");
            traffic.assertAllAnswered();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "dispatcher", "app-bridge"})
    @Tag("R145")
    void allOfAServiceAreKilledAndComeBack(String service) throws Exception {
        try (AppTraffic traffic = traffic("killed-all-" + service)) {
            traffic.struck();
            List<String> both = List.of(service, service + "-2");
            both.forEach(name -> installation.part(name).kill());
            traffic.flow(Duration.ofSeconds(15));
            traffic.mended();
            for (String name : both) {
                installation.start(name, service);
            }
            traffic.flow(A_WHILE);
            traffic.reckon("both of " + service + " killed, started again after 15 s");
            traffic.assertAllAnswered();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-service", "dispatcher", "app-bridge"})
    @Tag("R146")
    void oneOfTwoFreezesForHalfAMinuteAndGoesOn(String service) throws Exception {
        try (AppTraffic traffic = traffic("frozen-" + service)) {
            traffic.struck();
            installation.part(service).freeze();
            traffic.flow(Duration.ofSeconds(30));
            traffic.mended();
            installation.part(service).thaw();
            traffic.flow(A_WHILE);
            traffic.reckon("one of two of " + service + " frozen (SIGSTOP) for 30 s");
            traffic.assertAllAnswered();
        }
    }

    @Test
    @Tag("R142")
    void theDatabaseIsAwayForHalfAMinute() throws Exception {
        try (AppTraffic traffic = traffic("stopped-database")) {
            traffic.struck();
            installation.postgres().stop();
            traffic.flow(Duration.ofSeconds(30));
            traffic.mended();
            installation.postgres().restart();
            traffic.flow(A_WHILE);
            Await.until(
                    Duration.ofSeconds(60),
                    "the registry to answer again",
                    () -> installation.registry().get("/v1/apps").status() == 200);
            traffic.reckon("PostgreSQL stopped for 30 s");
            traffic.assertAllAnswered();
        }
    }

    @Test
    @Tag("R142")
    void kafkaIsKilledAndComesBack() throws Exception {
        try (AppTraffic traffic = traffic("killed-kafka")) {
            traffic.struck();
            installation.kafka().kill();
            traffic.flow(Duration.ofSeconds(10));
            traffic.mended();
            installation.kafka().restart();
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka killed, started again after 10 s, an app talking");
            traffic.assertAllAnswered();
        }
    }

    @Test
    @Tag("R66")
    @Tag("R71")
    void theClocksOfAllDevicesJump() throws Exception {
        try (AppTraffic traffic = traffic("clocks")) {
            ClockJumps.tryAll(installation, traffic);
        }
    }
}
