package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.systemtests.UpgradingFleet.Device;
import io.deligate.systemtests.UpgradingFleet.Heard;
import io.deligate.systemtests.UpgradingFleet.Reaction;
import io.deligate.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rollouts over two hundred devices on two edges, held against a hash of the test's own; most of it is waiting, so all at once. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StagedRolloutIT {
    private static final String WIRE = "the way to Kafka";

    private static final Logger log = LoggerFactory.getLogger(StagedRolloutIT.class);
    private static final int DEVICES = 200;
    private static final int ALL = 10_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(5);
    /** R105. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private static final byte[] OLD = "what worked before".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "what is to come".getBytes(StandardCharsets.UTF_8);

    private final HttpClient http = HttpClient.newHttpClient();
    private Installation installation;
    private OtaApi ota;

    /** A drafted rollout of 2.0, and the product key of its model. */
    private record Draft(String model, String key, String rollout, String seed) {
        int bucket(String device) {
            return StagedRolloutIT.bucket(seed, device);
        }

        int bucket(Device device) {
            return bucket(device.id());
        }

        List<Device> inOrder(UpgradingFleet fleet) {
            return fleet.devices().stream()
                    .sorted(Comparator.comparingInt(this::bucket))
                    .toList();
        }
    }

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        installation = new Installation(folder, Path.of("target", "staged-rollouts"), 2, Map.of());
        installation.startDispatcher();
        ota = installation.startOta(folder.resolve("firmware"), LEASE);
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    /** Written down once more, by the rule and not with the product's code: where a device stands in a rollout's queue. */
    private static int bucket(String seed, String device) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("gate\u001f" + seed + "\u001f" + device).getBytes(StandardCharsets.UTF_8));
            return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), ALL);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private Draft draft(String model, String plan) throws Exception {
        String key = installation.registry().newProduct(model, "KQ");
        JsonNode drafted = ota.draft(ota.upload(model, "2.0", NEW), plan);
        return new Draft(
                model,
                key,
                drafted.get("rollout_id").asText(),
                drafted.get("seed").asText());
    }

    /** Connected, known for what they run, and all of one mind. */
    private UpgradingFleet fleet(Draft draft, Reaction reaction, Set<String> failing) throws Exception {
        UpgradingFleet fleet = new UpgradingFleet(
                draft.model(),
                draft.key(),
                DEVICES,
                installation.mqttPorts(),
                id -> failing.contains(id) ? Reaction.FAIL : reaction);
        fleet.connect();
        awaitVersion(draft.rollout(), "1.0", DEVICES);
        return fleet;
    }

    private void awaitVersion(String rollout, String version, int devices) {
        Await.untilAsserted(
                SOON,
                () -> assertThat(ota.rollout(rollout)
                                .path("versions")
                                .path(version)
                                .asInt())
                        .isEqualTo(devices));
    }

    private static Instant heardAt(Device device) {
        return device.heard().get(0).at();
    }

    /** How long after that moment the last offer came. */
    private static Duration lastAfter(Instant answered, UpgradingFleet fleet) {
        Instant last = fleet.offered().stream()
                .map(StagedRolloutIT::heardAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        log.info(
                "the last offer came {} ms after the answer",
                Duration.between(answered, last).toMillis());
        return Duration.between(answered, last);
    }

    private Instant releaseOf(Device device) throws Exception {
        return Instant.parse(ota.decision(device.id()).get("release_at").asText());
    }

    /** What must not happen has that long to happen. */
    private static void watch(Duration time) {
        Instant end = Instant.now().plus(time);
        Await.until(
                time.plusSeconds(5), "the end of the watch", () -> Instant.now().isAfter(end));
    }

    @Test
    @Tag("R104")
    @Tag("R105")
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ)
    void eachStageReachesExactlyThoseTheVectorsNameAtItsTime() throws Exception {
        Draft draft = draft("SR1", """
                "stages":[{"share":0.1,"hold_s":8},{"share":0.5,"hold_s":8},{"share":0.8}]""");
        try (UpgradingFleet fleet = fleet(draft, Reaction.LISTEN, Set.of())) {
            ota.move(draft.rollout(), "start");
            Instant begun = releaseOf(draft.inOrder(fleet).get(0));
            Set<String> named = fleet.ids(device -> draft.bucket(device) < 8_000);

            fleet.awaitOffered(named.size(), SOON);
            watch(PROMPT);

            assertThat(fleet.ids(device -> !device.heard().isEmpty())).isEqualTo(named);
            List<Long> late = new ArrayList<>();
            for (Device device : fleet.offered()) {
                int bucket = draft.bucket(device);
                Instant due = begun.plusSeconds(bucket < 1_000 ? 0 : bucket < 5_000 ? 8 : 16);
                assertThat(device.heard()).extracting(Heard::version).containsExactly("2.0");
                assertThat(heardAt(device)).as("bucket %d", bucket).isAfterOrEqualTo(due);
                late.add(Duration.between(due, heardAt(device)).toMillis());
                assertThat(releaseOf(device)).isEqualTo(due);
            }
            log.info("offers came up to {} ms after their time", Collections.max(late));
            Await.untilAsserted(
                    SOON,
                    () -> assertThat(ota.rollout(draft.rollout())
                                    .at("/counts/offered")
                                    .asInt())
                            .isEqualTo(named.size()));
        }
    }

    @Test
    @Tag("R105")
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ)
    void aPauseHoldsTheShareAndTheRestHearsOnceItIsOver() throws Exception {
        Draft draft = draft("SR2", "\"ramp\":{\"from\":0,\"to\":1,\"duration_s\":30}");
        try (UpgradingFleet fleet = fleet(draft, Reaction.LISTEN, Set.of())) {
            ota.move(draft.rollout(), "start");
            fleet.awaitOffered(DEVICES / 4, SOON);

            ota.move(draft.rollout(), "pause");
            Instant answered = Instant.now();
            int share =
                    (int) Math.round(ota.rollout(draft.rollout()).get("share").asDouble() * ALL);
            watch(Duration.ofSeconds(8));

            Set<String> before = fleet.ids(device -> !device.heard().isEmpty());
            assertThat(before).containsAll(fleet.ids(device -> draft.bucket(device) < share));
            assertThat(lastAfter(answered, fleet)).isLessThanOrEqualTo(PROMPT);
            assertThat(before).hasSizeLessThan(DEVICES);
            Device last = draft.inOrder(fleet).get(DEVICES - 1);
            assertThat(ota.decision(last.id()).get("reason").asText()).startsWith("paused");

            ota.move(draft.rollout(), "resume");
            fleet.awaitOffered(DEVICES, SOON);
            watch(PROMPT);
            for (Device device : fleet.devices()) {
                assertThat(device.heard()).hasSize(1);
                if (!before.contains(device.id())) {
                    assertThat(heardAt(device)).isAfterOrEqualTo(releaseOf(device));
                }
            }
        }
    }

    @Test
    @Tag("R84")
    @Tag("R105")
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ)
    void anAbortEndsOffersAndAnswersAndRefusesDownloads() throws Exception {
        Draft draft = draft("SR3", "\"ramp\":{\"from\":0,\"to\":1,\"duration_s\":30}");
        try (UpgradingFleet fleet = fleet(draft, Reaction.LISTEN, Set.of())) {
            ota.move(draft.rollout(), "start");
            fleet.awaitOffered(DEVICES / 4, SOON);
            Device released = draft.inOrder(fleet).get(0);
            String link = released.ask(103).get("file_path").asText();
            assertThat(download(link)).isEqualTo(200);

            ota.move(draft.rollout(), "abort");
            Instant answered = Instant.now();

            assertThat(download(link)).isEqualTo(403);
            watch(PROMPT);
            assertThat(released.ask(103).get("code").asInt()).isEqualTo(102);
            assertThat(released.ask(102).get("product_version").asText()).isIn("", "1.0");
            watch(Duration.ofSeconds(6));
            assertThat(fleet.offered()).hasSizeLessThan(DEVICES);
            assertThat(lastAfter(answered, fleet)).isLessThanOrEqualTo(PROMPT);
            assertThat(ota.statusOf(draft.rollout(), "resume")).isEqualTo(409);
        }
    }

    private int download(String link) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(link))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, BodyHandlers.ofByteArray()).statusCode();
    }

    @Test
    @Tag("R105")
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ)
    void firmwareThatFailsOnOneDeviceInTwentyStopsItselfBeforeHalfOfThemHaveHeardOfIt() throws Exception {
        Draft draft = draft("SR4", """
                "ramp":{"from":0,"to":1,"duration_s":60},"abort":{"failure_rate":0.03,"min_sample":40}""");
        Set<String> failing = new HashSet<>();
        List<String> inOrder = UpgradingFleet.ids("SR4", DEVICES).stream()
                .sorted(Comparator.comparingInt(draft::bucket))
                .toList();
        for (int i = 10; i < DEVICES; i += 20) {
            failing.add(inOrder.get(i));
        }
        try (UpgradingFleet fleet = fleet(draft, Reaction.UPGRADE, failing)) {
            ota.move(draft.rollout(), "start");

            Await.untilAsserted(SOON, () -> {
                JsonNode now = ota.rollout(draft.rollout());
                assertThat(now.get("state").asText()).isEqualTo("aborted");
                assertThat(now.get("state_reason").asText()).contains("failed");
            });
            watch(PROMPT);

            int heard = fleet.offered().size();
            assertThat(heard).isBetween(40, DEVICES / 2);
            watch(Duration.ofSeconds(4));
            assertThat(fleet.offered()).hasSize(heard);
        }
    }

    @Test
    @Tag("R146")
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ_WRITE)
    void anEdgeThatHearsNothingAnyMoreHoldsTheShareItLastKnew() throws Exception {
        Draft draft = draft("SR5", "\"ramp\":{\"from\":0,\"to\":1,\"duration_s\":40}");
        int cutOff = installation.mqttPort(1);
        try (UpgradingFleet fleet = fleet(draft, Reaction.LISTEN, Set.of())) {
            ota.move(draft.rollout(), "start");
            fleet.awaitOffered(DEVICES / 4, SOON);
            installation.kafkaWire().cut();
            Instant known = Instant.now().plus(LEASE);
            try {
                Await.untilAsserted(
                        SOON,
                        () -> assertThat(fleet.offered())
                                .filteredOn(device -> device.port() != cutOff)
                                .hasSize(DEVICES / 2));
                assertThat(fleet.offered())
                        .filteredOn(device -> device.port() == cutOff)
                        .isNotEmpty()
                        .hasSizeLessThan(DEVICES / 2)
                        .allSatisfy(device -> assertThat(releaseOf(device)).isBeforeOrEqualTo(known));
            } finally {
                installation.kafkaWire().mend();
            }
            fleet.awaitOffered(DEVICES, SOON);
        }
    }

    @Test
    @ResourceLock(value = WIRE, mode = ResourceAccessMode.READ)
    void goingBackIsANewReleaseThatReachesTheSameDevicesFirst() throws Exception {
        Draft draft = draft("SR6", "\"stages\":[{\"share\":0.3}]");
        try (UpgradingFleet fleet = fleet(draft, Reaction.UPGRADE, Set.of())) {
            Set<String> affected = fleet.ids(device -> draft.bucket(device) < 3_000);
            ota.move(draft.rollout(), "start");
            awaitVersion(draft.rollout(), "2.0", affected.size());
            ota.move(draft.rollout(), "abort");

            JsonNode back = ota.draft(
                    ota.upload("SR6", "2.0.1", OLD),
                    "\"stages\":[{\"share\":0.3}],\"inherit_seed_from\":\"" + draft.rollout() + "\"");
            assertThat(back.get("seed").asText()).isEqualTo(draft.seed());
            ota.move(back.get("rollout_id").asText(), "start");

            awaitVersion(back.get("rollout_id").asText(), "2.0.1", affected.size());
            assertThat(fleet.ids(device -> device.version().equals("2.0.1"))).isEqualTo(affected);
        }
    }
}
