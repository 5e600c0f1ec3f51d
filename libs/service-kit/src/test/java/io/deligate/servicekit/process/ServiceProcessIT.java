package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, started and stopped as an operator does it. */
@Timeout(60)
class ServiceProcessIT {
    @TempDir
    private Path folder;

    private SampleProcess start(Map<String, String> env, String... args) throws IOException {
        return SampleProcess.start(folder, env, args);
    }

    @Test
    void theSignalToStopEndsItInOrderWithCodeZero() throws Exception {
        SampleProcess process = start(Map.of());
        process.awaitLine("sample is ready");
        process.signalStop();

        assertThat(process.exitCode(Duration.ofSeconds(10))).isZero();
        assertThat(process.errors()).isEmpty();
        assertThat(process.lines())
                .containsSubsequence("  its key is nowhere", "sample: first on its way out", "sample has stopped");
    }

    @Test
    void readyLinesShowTheRealAddresses() throws Exception {
        SampleProcess process = start(Map.of());
        String line = process.awaitLine("sample: sample on tcp://127.0.0.1:");
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        process.awaitLine("sample is ready");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
        assertThat(process.lines()).anyMatch(it -> it.startsWith("sample: management on http://127.0.0.1:"));
        process.signalStop();
        assertThat(process.exitCode(Duration.ofSeconds(10))).isZero();
    }

    @Test
    void aPortThatIsInUseIsOneLineAndCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            SampleProcess process = start(Map.of("DELIGATE_SAMPLE_PORT", port));

            assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(process.errors())
                    .containsExactly(
                            "sample: port " + port + " is in use (expected: a free port; set DELIGATE_SAMPLE_PORT)");
            assertThat(process.lines()).contains("sample: first on its way out");
        }
    }

    @Test
    void aManagementPortThatIsInUseIsOneLineAndCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            SampleProcess process = start(Map.of("DELIGATE_MANAGEMENT_PORT", port));

            assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(process.errors())
                    .containsExactly("sample: port " + port
                            + " is in use (expected: a free port; set DELIGATE_MANAGEMENT_PORT)");
        }
    }

    @Test
    void anAddressThatIsNotOursIsOneLineAndCodeOne() throws Exception {
        SampleProcess process = start(Map.of("DELIGATE_SAMPLE_HOST", "192.0.2.1"));

        assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(process.errors())
                .singleElement()
                .asString()
                .startsWith("sample: cannot listen on 192.0.2.1:0: ")
                .endsWith("(expected: an address of this host)");
    }

    @Test
    void wrongSettingsAreALineEachAndCodeTwo() throws Exception {
        Path file = Files.writeString(folder.resolve("sample.yaml"), "sample: {prot: 1}\n");
        SampleProcess process = start(Map.of("DELIGATE_SAMPLE_PORT", "-1"), "--config", file.toString());

        assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(2);
        assertThat(process.errors())
                .containsExactly(
                        "sample: sample.prot: unknown key (expected: sample.port?) [sample.yaml:1]",
                        "sample: sample.port: -1 (expected: 0..65535) [DELIGATE_SAMPLE_PORT]");
    }

    @Test
    void aPartThatFailsToStartStopsTheOthersAndIsNamed() throws Exception {
        SampleProcess process = start(Map.of("DELIGATE_SAMPLE_MOOD", "fails-to-start"));

        assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(process.errors()).containsExactly("sample: second: no luck");
        assertThat(process.lines()).contains("sample: first on its way out").doesNotContain("sample is ready");
    }

    @Test
    void aPartThatNeverStopsDoesNotKeepTheProcess() throws Exception {
        SampleProcess process =
                start(Map.of("DELIGATE_SAMPLE_MOOD", "never-stops", "DELIGATE_RUNTIME_STOP_WITHIN", "1s"));
        process.awaitLine("sample is ready");
        process.signalStop();

        assertThat(process.exitCode(Duration.ofSeconds(10))).isEqualTo(1);
        assertThat(process.errors()).containsExactly("sample: not stopped within 1 s (expected: an orderly stop)");
    }

    @Test
    void aSignalDuringTheStartDoesNotWaitForever() throws Exception {
        SampleProcess process =
                start(Map.of("DELIGATE_SAMPLE_MOOD", "never-starts", "DELIGATE_RUNTIME_STOP_WITHIN", "1s"));
        process.awaitLine("sample: second on its way");
        process.signalStop();

        assertThat(process.exitCode(Duration.ofSeconds(10))).isEqualTo(1);
    }

    @Test
    void aPartThatGivesUpEndsTheProcessInOrderWithCodeOne() throws Exception {
        SampleProcess process = start(Map.of("DELIGATE_SAMPLE_MOOD", "gives-up"));

        assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(process.errors()).containsExactly("sample: broker: disk full");
        assertThat(process.lines()).contains("sample: first on its way out");
    }

    @Test
    void logLinesAreTextOrJsonWithTheirKeyValues() throws Exception {
        SampleProcess text = start(Map.of("DELIGATE_SAMPLE_MOOD", "gives-up"));
        SampleProcess json = start(Map.of("DELIGATE_SAMPLE_MOOD", "gives-up", "DELIGATE_LOG_FORMAT", "json"));
        SampleProcess quiet = start(Map.of("DELIGATE_SAMPLE_MOOD", "gives-up", "DELIGATE_LOG_LEVEL", "error"));

        assertThat(text.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(text.lines())
                .anyMatch(line -> line.matches("[0-9:.]{12} INFO +ServiceProcess +starting service=\"sample\".*"));
        assertThat(json.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(json.lines())
                .anyMatch(line -> line.startsWith("{\"time\":") && line.contains("\"service\":\"sample\""));
        assertThat(quiet.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(quiet.lines()).noneMatch(line -> line.contains("INFO"));
    }

    @Test
    void whatALibraryLogsByTheJdksMeansHasOurFormatAndLevel() throws Exception {
        Map<String, String> mood = Map.of("DELIGATE_SAMPLE_MOOD", "complains-the-jdks-way");
        SampleProcess text = start(mood);
        SampleProcess json = start(with(mood, "DELIGATE_LOG_FORMAT", "json"));
        SampleProcess debug = start(with(mood, "DELIGATE_LOG_LEVEL", "debug"));

        assertThat(stopped(text).lines())
                .anyMatch(line -> line.matches("[0-9:.]{12} ERROR Exporter +not exported .*"))
                .noneMatch(line -> line.contains("tried to export"));
        assertThat(stopped(json).lines())
                .anyMatch(line -> line.startsWith("{\"time\":")
                        && line.contains("\"message\":\"not exported\"")
                        && line.contains("no collector"));
        assertThat(json.lines())
                .as("fields as they stand in text")
                .anyMatch(line -> line.contains("\"device_id\":\"D-1\",\"action\":100,"
                        + "\"reason\":\"java.lang.IllegalStateException: no luck\",\"after\":\"PT3S\""));
        assertThat(text.lines())
                .as("what others wrote makes no line of its own")
                .anyMatch(line -> line.contains("two lines device_id=\"D-1\" action=\"100\""));
        assertThat(stopped(debug).lines()).anyMatch(line -> line.contains("tried to export"));
        assertThat(text.errors()).isEmpty();
        assertThat(json.errors()).isEmpty();
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    private static SampleProcess stopped(SampleProcess process) throws Exception {
        process.awaitLine("sample is ready");
        process.signalStop();
        assertThat(process.exitCode(Duration.ofSeconds(30))).isZero();
        return process;
    }
}
