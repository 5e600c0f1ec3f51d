package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said when the platform cannot start: one line, and an exit code that is not 0. */
class RefusesToStartIT {
    private static final Duration FAILS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"MQTT", "REGISTRY", "OTA", "KAFKA", "POSTGRES", "MANAGEMENT"})
    void namesThePortThatIsInUse(String part) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DeligateProcess failing = DeligateProcess.start(
                        Map.of("DELIGATE_" + part + "_PORT", Integer.toString(taken.getLocalPort())),
                        "up",
                        "--data",
                        folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("port " + taken.getLocalPort() + " is in use")
                            .contains("DELIGATE_" + part + "_PORT"));
        }
    }

    /** The data of a platform that was stopped in order; made once, and copied to be damaged. */
    private static Path whole() throws IOException {
        Path whole = made.resolve("data");
        if (!Files.exists(whole)) {
            DeligateProcess.up(whole).close();
        }
        return whole;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path each : all.toList()) {
                var unused = Files.copy(
                        each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka/meta.properties", "postgres/PG_VERSION"})
    void namesTheDamagedPartOfItsData(String file) throws Exception {
        Path data = folder.resolve("data");
        copy(whole(), data);
        Path damaged;
        try (var files = Files.walk(data)) {
            damaged = files.filter(each -> each.endsWith(Path.of(file).getFileName()))
                    .filter(each -> each.startsWith(data.resolve(file.substring(0, file.indexOf('/')))))
                    .findFirst()
                    .orElseThrow();
        }
        var unused = Files.writeString(damaged, "\u0000garbage");

        try (DeligateProcess failing = DeligateProcess.start(Map.of(), "up", "--data", data.toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(data.toString()));
        }
    }

    @Test
    void refusesASecondPlatformOnTheSameData() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess first = DeligateProcess.up(data);
                DeligateProcess second = DeligateProcess.start(Map.of(), "up", "--data", data.toString())) {
            assertThat(second.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(complaints(second))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("another running process"));
            assertThat(first.lines()).contains("deligate is ready");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELIGATE_MQTT_PROT", "DELIGATE_NO_SUCH_THING"})
    void namesASettingItDoesNotKnow(String name) throws Exception {
        try (DeligateProcess failing = DeligateProcess.start(
                Map.of(name, "1"), "up", "--data", folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(2);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(name));
        }
    }

    @Test
    void namesASettingWithABadValue() throws Exception {
        try (DeligateProcess failing = DeligateProcess.start(
                Map.of("DELIGATE_MQTT_PORT", "many"),
                "up",
                "--data",
                folder.resolve("data").toString())) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(2);
            assertThat(complaints(failing))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).contains("DELIGATE_MQTT_PORT").contains("expected"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt-edge", "dispatcher", "app-bridge"})
    void namesTheBrokersThatAreNowhere(String service) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "DELIGATE_KAFKA_BOOTSTRAP", "nowhere.invalid:9092",
                "DELIGATE_CLUSTER_PORT", "0",
                "DELIGATE_MANAGEMENT_PORT", "0"));
        if (service.equals("mqtt-edge")) {
            settings.put("DELIGATE_EDGE_ID", "edge-1");
        }
        try (DeligateProcess failing = DeligateProcess.start(settings, service)) {
            assertThat(failing.exitCode(FAILS_WITHIN)).isEqualTo(1);
            assertThat(failing.lines())
                    .noneMatch(line -> line.startsWith("\tat "))
                    .filteredOn(line -> line.startsWith(service + ": ") && line.contains("expected"))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith(service + ": kafka at nowhere.invalid:9092: ")
                            .contains("kafka.bootstrap"));
        }
    }

    /** The lines that say why: neither ready lines nor the log. */
    private static List<String> complaints(DeligateProcess process) {
        return process.lines().stream()
                .filter(line -> line.startsWith("deligate: ") && line.contains("expected"))
                .toList();
    }
}
