package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.ledger.TopicScan;
import io.deligate.testkit.mqtt.FakeDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The database dies while devices are bound, tell about themselves and release themselves. */
class DatabaseFailoverCampaign {
    private static final int DEVICES = 24;
    private static final int KILLS = 3;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** What was done with a device, and what came of it; 0 or -1 where nobody said. */
    private record Tried(String id, String version, int bind, int told, int released) {}

    @Test
    @Tag("R147")
    void everyChangeIsDoneAsAWholeOrNotAtAll() throws Exception {
        try (Installation installation =
                new Installation(folder, Path.of("target", "database-failover"), 1, Map.of())) {
            installation.startDispatcher();
            long group = installation
                    .registry()
                    .post("/v1/groups", "{\"name\":\"Owner\"}")
                    .body()
                    .get("group_id")
                    .asLong();
            List<FakeDevice> devices = new ArrayList<>();
            ExecutorService hands = Executors.newFixedThreadPool(DEVICES);
            try {
                for (int i = 0; i < DEVICES; i++) {
                    devices.add(connected(installation, i));
                }
                List<Future<Tried>> tries = new ArrayList<>();
                for (int i = 0; i < DEVICES; i++) {
                    FakeDevice device = devices.get(i);
                    boolean leaves = i % 2 == 0;
                    // spread over all the times that the database is away
                    int turn = i;
                    tries.add(hands.submit(() -> live(installation, device, group, leaves, turn)));
                }
                for (int i = 0; i < KILLS; i++) {
                    installation.postgres().kill();
                    installation.postgres().restart();
                }
                List<Tried> tried = new ArrayList<>();
                for (var each : tries) {
                    tried.add(each.get(SOON.toSeconds() * 2, TimeUnit.SECONDS));
                }
                LoggerFactory.getLogger(DatabaseFailoverCampaign.class).info("{}", tried);
                Await.untilAsserted(SOON, () -> assertWhole(installation, tried));
            } finally {
                hands.shutdownNow();
                devices.forEach(FakeDevice::close);
            }
        }
    }

    private static FakeDevice connected(Installation installation, int number) throws Exception {
        FakeDevice device = FakeDevice.onPort(installation.mqttPort(0), Installation.MODEL + "_failover" + number)
                .productKey(Installation.MODEL, installation.productKey())
                .connect();
        Await.until(
                SOON,
                "known",
                () -> installation.registry().get("/v1/devices/" + device.id()).status() == 200);
        return device;
    }

    private static Tried live(Installation installation, FakeDevice device, long group, boolean leaves, int turn)
            throws Exception {
        // a device that is bound later than others meets another moment of the failure
        for (int i = 0; i < turn; i++) {
            var unused = status(installation, "/v1/devices/" + device.id(), null);
        }
        String version = "9." + turn;
        int bind = status(installation, "/v1/devices/" + device.id() + "/group", "{\"group_id\":" + group + "}");
        int told = code(device, 101, ",\"data\":{\"product_version\":\"" + version + "\"}");
        int released = leaves ? code(device, 104, "") : 0;
        return new Tried(device.id(), version, bind, told, leaves ? released : -2);
    }

    /** The status of a call, GET without a body and PUT with one; -1 when nobody answers. */
    private static int status(Installation installation, String path, String body) throws InterruptedException {
        try {
            return body == null
                    ? installation.registry().get(path).status()
                    : installation.registry().put(path, body).status();
        } catch (IOException nobody) {
            return -1;
        }
    }

    /** The code of the reply to a request; -1 when none comes. */
    private static int code(FakeDevice device, int action, String data) throws IOException {
        try {
            String request = "{\"mid\":\"" + action + "\",\"action\":" + action + data + "}";
            return JSON.readTree(device.request(request, SOON).json())
                    .at("/data/code")
                    .asInt();
        } catch (AssertionError none) {
            return -1;
        }
    }

    private static void assertWhole(Installation installation, List<Tried> tried) throws Exception {
        Map<String, Set<String>> bound = new HashMap<>();
        Map<String, Set<String>> unbound = new HashMap<>();
        TopicScan.of(installation.kafka().bootstrap(), "deli.events", record -> {
            String type = header(record.headers().lastHeader("ce_type"));
            Map<String, Set<String>> kind = type.equals("cloud.deli.device.bound.v1")
                    ? bound
                    : type.equals("cloud.deli.device.unbound.v1") ? unbound : new HashMap<>();
            var unused = kind.computeIfAbsent(record.key(), device -> new HashSet<>())
                    .add(header(record.headers().lastHeader("ce_id")));
        });
        for (Tried each : tried) {
            JsonNode device =
                    installation.registry().get("/v1/devices/" + each.id()).body();
            int binds = bound.getOrDefault(each.id(), Set.of()).size();
            int releases = unbound.getOrDefault(each.id(), Set.of()).size();
            String what = each + ": " + device + ", events: bound " + binds + ", unbound " + releases;
            assertThat(binds).as(what).isLessThanOrEqualTo(1);
            assertThat(device.path("group_id").isNull()).as(what).isEqualTo(binds == releases);
            if (each.bind() == 200) {
                assertThat(binds).as(what).isOne();
            }
            if (each.told() == 0) {
                assertThat(device.path("product_version").asText()).as(what).isEqualTo(each.version());
            }
            if (each.released() == 0) {
                assertThat(device.path("group_id").isNull()).as(what).isTrue();
            }
        }
        assertThat(tried).as("some met the failure").anyMatch(each -> each.bind() != 200);
    }

    private static String header(Header header) {
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
