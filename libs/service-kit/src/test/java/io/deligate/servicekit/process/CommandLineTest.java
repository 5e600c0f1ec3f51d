package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.process.sample.Main;
import io.deligate.servicekit.process.sample.SampleConfig;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Map<String, String> env, String... args) {
        return ServiceProcess.of(
                        Main.class.getSimpleName(),
                        SampleConfig.defaults(),
                        (platform, config, parts) -> Future.failedFuture("never started"))
                .writingTo(new Terminal(stream(out), stream(err)))
                .run(args, env);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void helpListsEverySettingWithItsDefault() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: Main [--config FILE]")
                .containsPattern("DELIGATE_SAMPLE_PORT +sample.port +whole number, default 0")
                .containsPattern("DELIGATE_RUNTIME_STOP_WITHIN +runtime.stop-within +duration, default 10s");
    }

    @Test
    void theEffectiveSettingsCanBePrinted() {
        assertThat(run(Map.of("DELIGATE_SAMPLE_PORT", "5"), "--print-config")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("sample.port: 5\n", "management.host: 127.0.0.1\n");
    }

    @Test
    void anUnknownOptionEndsWithCodeTwo() {
        assertThat(run(Map.of(), "--verbose")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "Main: --verbose: unknown option (expected: --config FILE, --print-config or --help)");
        assertThat(run(Map.of(), "--config")).isEqualTo(2);
    }

    @Test
    void aBadSettingEndsWithCodeTwo() {
        assertThat(run(Map.of("DELIGATE_SAMPLE_PORT", "x"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("Main: sample.port: x (expected: a whole number) [DELIGATE_SAMPLE_PORT]");
    }
}
