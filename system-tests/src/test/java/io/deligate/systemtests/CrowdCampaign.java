package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.Crowd;
import io.deligate.testkit.mqtt.FakeDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ten thousand idle devices on one platform with its default limits, and all of them coming back at once. */
class CrowdCampaign {
    private static final Logger log = LoggerFactory.getLogger(CrowdCampaign.class);
    private static final String MODEL = "CROWD";
    private static final int DEVICES = 10_000;

    /** At the default pace of connects per second, and some must ask twice. */
    private static final Duration LONG = Duration.ofMinutes(4);

    /** Of each device, everywhere in the process: socket, session, registry and directory. */
    private static final long BYTES_EACH = 40 << 10;

    @TempDir
    private Path folder;

    @Test
    @Tag("R146")
    void everyDeviceEndsConnectedAfterEachStormAndMemoryIsBounded() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess platform = DeligateProcess.up(data);
                Crowd crowd = new Crowd(platform.port("mqtt-edge"), Duration.ofSeconds(5))) {
            String key = RegistryApi.of(platform, data).newProduct(MODEL, "KQ");
            long before = platform.residentBytes();
            for (int number = 0; number < DEVICES; number++) {
                String id = MODEL + "_" + number;
                crowd.add(ConnectPacket.of(id)
                        .user(MODEL)
                        .password(FakeDevice.passwordOf(id, MODEL, key))
                        .keepAlive(0)
                        .bytes());
            }
            awaitAll(platform, crowd);
            long first = platform.residentBytes();
            log.info(
                    "{} devices connected, {} refused on the way, RSS {} -> {} MiB",
                    DEVICES,
                    crowd.refused(),
                    mib(before),
                    mib(first));
            for (int storm = 1; storm <= 2; storm++) {
                long began = System.nanoTime();
                crowd.cut();
                Await.until(LONG, "the storm", () -> crowd.connected() < DEVICES);
                awaitAll(platform, crowd);
                log.info(
                        "storm {}: all back after {} s, {} refused so far, RSS {} MiB",
                        storm,
                        Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                        crowd.refused(),
                        mib(platform.residentBytes()));
            }
            assertThat(crowd.lost()).isZero();
            assertThat(platform.residentBytes() - before).isLessThan(DEVICES * BYTES_EACH);
        }
    }

    private static void awaitAll(DeligateProcess platform, Crowd crowd) {
        Await.until(
                LONG,
                "every device connected, and no session beside",
                () -> crowd.connected() == DEVICES && connections(platform) == DEVICES);
    }

    private static long connections(DeligateProcess platform) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(platform.address("management") + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("deligate_edge_connections "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
