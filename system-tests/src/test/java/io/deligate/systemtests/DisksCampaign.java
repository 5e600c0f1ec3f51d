package io.deligate.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deligate.testkit.Await;
import io.deligate.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.slf4j.LoggerFactory;

/**
 * Kafka and PostgreSQL on disks of their own that are full to the last byte for a while. Either may end by that, as Kafka
 * does when it cannot write; it is started again when there is room, as whoever supervises it would.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class DisksCampaign {
    private static final int DEVICES = Integer.getInteger("deligate.campaign.devices", 100);
    private static final int ASKS_PER_SECOND = 15;
    private static final int MEGABYTES = 600;
    private static final Duration A_WHILE = Duration.ofSeconds(8);
    private static final Duration FULL_FOR = Duration.ofSeconds(30);

    private SmallDisk kafka;
    private SmallDisk postgres;
    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        Optional<String> obstacle = SmallDisk.obstacle(folder);
        obstacle.ifPresent(why -> LoggerFactory.getLogger(DisksCampaign.class)
                .warn("NOT TRIED: full disks need the right to mount: {}", why));
        assumeTrue(obstacle.isEmpty(), obstacle::toString);
        kafka = SmallDisk.mount(Files.createDirectories(folder.resolve("kafka")), MEGABYTES);
        postgres = SmallDisk.mount(Files.createDirectories(folder.resolve("postgres")), MEGABYTES);
        installation = new Installation(folder, Path.of("target", "disks-campaign"), 2, Map.of());
        installation.startTwoOfEach();
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private AppTraffic traffic(String name) throws Exception {
        AppTraffic traffic = new AppTraffic(installation, name, DEVICES, ASKS_PER_SECOND);
        traffic.flow(A_WHILE);
        return traffic;
    }

    @Test
    @Tag("R142")
    void theDiskOfKafkaIsFull() throws Exception {
        try (AppTraffic traffic = traffic("full-kafka")) {
            traffic.struck();
            kafka.fill();
            traffic.flow(FULL_FOR);
            traffic.mended();
            kafka.free();
            boolean ended = !installation.kafka().isAlive();
            if (ended) {
                installation.kafka().restart();
            }
            traffic.flow(A_WHILE);
            traffic.reckon("Kafka's disk full for 30 s" + (ended ? ", Kafka ended and started again" : ""));
            // queries that waited longer than 30 s need no answer any more (A33)
        }
    }

    @Test
    @Tag("R147")
    void theDiskOfPostgresIsFull() throws Exception {
        try (AppTraffic traffic = traffic("full-postgres")) {
            traffic.struck();
            postgres.fill();
            // what is written while there is no room: new versions of the devices' rows
            traffic.fleet().scatter(installation.mqttPort(0), 2);
            traffic.flow(FULL_FOR);
            traffic.mended();
            postgres.free();
            boolean ended = !installation.postgres().isAlive();
            if (ended) {
                installation.postgres().restart();
            }
            traffic.flow(A_WHILE);
            Await.until(
                    Duration.ofSeconds(60),
                    "the registry to write again",
                    () -> installation
                                    .registry()
                                    .post("/v1/groups", "{\"name\":\"After\"}")
                                    .status()
                            == 201);
            traffic.reckon("PostgreSQL's disk full for 30 s" + (ended ? ", PostgreSQL ended and started again" : ""));
            traffic.assertAllAnswered();
        }
    }
}
