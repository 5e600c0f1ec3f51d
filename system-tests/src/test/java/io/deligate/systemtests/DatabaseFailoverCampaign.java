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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The database dies while devices are bound, tell about themselves and release themselves. */
class DatabaseFailoverCampaign {
    private static final int DEVICES = 24;
    private static final int KILLS = 5;
    /** Between two deaths, of all devices; so many that some are in the middle of a change whenever it dies. */
    private static final int ROUNDS = 3 * DEVICES;

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final AtomicLong MIDS = new AtomicLong();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /**
     * What a device went through: so many times bound, each tried until it was done, and (but for the last time) released.
     *
     * @param failures calls that were refused or not answered, whether what they asked for was done or not
     */
    private record Life(String id, int bound, boolean leaves, String version, int failures) {}

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
                AtomicBoolean over = new AtomicBoolean();
                AtomicInteger rounds = new AtomicInteger();
                List<Future<Life>> lives = new ArrayList<>();
                for (int i = 0; i < DEVICES; i++) {
                    FakeDevice device = devices.get(i);
                    boolean leaves = i % 2 == 0;
                    lives.add(hands.submit(() -> live(installation, device, group, leaves, over, rounds)));
                }
                for (int i = 0; i < KILLS; i++) {
                    int enough = rounds.get() + ROUNDS;
                    Await.until(SOON, "devices bound and released", () -> rounds.get() >= enough);
                    installation.postgres().kill();
                    installation.postgres().restart();
                }
                over.set(true);
                List<Life> lived = new ArrayList<>();
                for (var each : lives) {
                    lived.add(each.get(SOON.toSeconds() * 2, TimeUnit.SECONDS));
                }
                LoggerFactory.getLogger(DatabaseFailoverCampaign.class).info("{}", lived);
                Await.untilAsserted(SOON, () -> assertWhole(installation, lived));
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

    /** Bound, told about and released again and again until it is over; who does not leave is bound in the end. */
    private static Life live(
            Installation installation,
            FakeDevice device,
            long group,
            boolean leaves,
            AtomicBoolean over,
            AtomicInteger done)
            throws Exception {
        String path = "/v1/devices/" + device.id();
        String owner = "{\"group_id\":" + group + "}";
        int rounds = 0;
        int failures = 0;
        String version = "";
        boolean last;
        do {
            last = over.get();
            rounds++;
            failures += until(() -> status(installation, path + "/group", owner) == 200);
            String told = "9." + rounds;
            failures += until(() -> code(device, 101, ",\"data\":{\"product_version\":\"" + told + "\"}") == 0);
            version = told;
            if (!last || leaves) {
                failures += until(() -> code(device, 104, "") == 0 || isFree(installation, path));
            }
            var unused = done.incrementAndGet();
        } while (!last);
        return new Life(device.id(), rounds, leaves, version, failures);
    }

    private interface Attempt {
        boolean succeeds() throws Exception;
    }

    /** How often it failed before it succeeded. */
    private static int until(Attempt attempt) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        for (int failures = 0; System.nanoTime() - end < 0; failures++) {
            if (attempt.succeeds()) {
                return failures;
            }
        }
        throw new AssertionError("in vain for " + SOON);
    }

    /** Whether nobody owns the device; a release whose answer was lost is one. */
    private static boolean isFree(Installation installation, String path) throws InterruptedException {
        try {
            RegistryApi.Answer answer = installation.registry().get(path);
            return answer.status() == 200 && answer.body().path("group_id").isNull();
        } catch (IOException nobody) {
            return false;
        }
    }

    /** The status of a call, POST to the groups and PUT elsewhere; -1 when nobody answers. */
    private static int status(Installation installation, String path, String body) throws InterruptedException {
        try {
            return path.equals("/v1/groups")
                    ? installation.registry().post(path, body).status()
                    : installation.registry().put(path, body).status();
        } catch (IOException nobody) {
            return -1;
        }
    }

    /** The code of the reply to a request; -1 when none comes. */
    private static int code(FakeDevice device, int action, String data) throws IOException {
        try {
            String request = "{\"mid\":\"" + MIDS.incrementAndGet() + "\",\"action\":" + action + data + "}";
            return JSON.readTree(device.request(request, ANSWERED_WITHIN).json())
                    .at("/data/code")
                    .asInt();
        } catch (AssertionError none) {
            return -1;
        }
    }

    private static void assertWhole(Installation installation, List<Life> lived) throws Exception {
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
        for (Life each : lived) {
            JsonNode device =
                    installation.registry().get("/v1/devices/" + each.id()).body();
            int binds = bound.getOrDefault(each.id(), Set.of()).size();
            int releases = unbound.getOrDefault(each.id(), Set.of()).size();
            String what = each + ": " + device + ", events: bound " + binds + ", unbound " + releases;
            // an attempt that failed was either done, and the next one changed nothing, or not done, and told nobody
            assertThat(binds).as(what).isEqualTo(each.bound());
            assertThat(releases).as(what).isEqualTo(each.leaves() ? each.bound() : each.bound() - 1);
            assertThat(device.path("group_id").isNull()).as(what).isEqualTo(each.leaves());
            assertThat(device.path("product_version").asText()).as(what).isEqualTo(each.version());
        }
        assertThat(lived).as("some met the failure").anyMatch(each -> each.failures() > 0);
    }

    private static String header(Header header) {
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
