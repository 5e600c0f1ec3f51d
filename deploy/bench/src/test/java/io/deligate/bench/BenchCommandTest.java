package io.deligate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            BenchCommand.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|bench: no name (expected: one of ",
                "sideways|bench: sideways: unknown (expected: one of ",
                "--sideways|bench: Unknown option: '--sideways'",
                "uplink --speed 3|bench uplink: Unknown options: '--speed', '3'",
                "uplink --rate fast|bench uplink: Invalid value for option '--rate': 'fast' is not an int",
                "uplink --rate 0|bench uplink: --rate: 0 (expected: 1 to 10000000)",
                "uplink --seconds 601|bench uplink: --seconds: 601 (expected: 1 to 600)",
                "uplink --connections 9999999|bench uplink: --connections: 9999999 (expected: 1 to ",
                "uplink --set MQTT_PORT=1|bench uplink: --set: MQTT_PORT (expected: DELIGATE_NAME=VALUE)",
                "request --rate 50000 --connections 2|bench request: --rate: 50000 (expected: 1 to 80)",
                "request --set-service RATE=1|bench request: --set-service: RATE (expected: DELIGATE_NAME=VALUE)",
                "connects --in-flight 0|bench connects: --in-flight: 0 (expected: 1 to 1000)",
                "downlink --apps 1001|bench downlink: --apps: 1001 (expected: 1 to 1000)",
                "broadcast --rounds 0|bench broadcast: --rounds: 0 (expected: 1 to 100)",
                "rollout --devices 1|bench rollout: --devices: 1 (expected: 1000 to 2000000)",
                "scale --edges 9|bench scale: --edges: 9 (expected: 1 to 8)"
            })
    void aWrongOptionIsOneLineThatNamesIt(String arguments, String message) {
        int code = line.execute(arguments == null ? new String[0] : arguments.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMistypedNameIsToldWhichThereAre() {
        assertThat(line.execute("nosuch")).isEqualTo(2);
        assertThat(err.toString()).contains("uplink", "request", "connections", "rollout", "scale", "see --help");
    }

    @Test
    void helpNamesEveryBenchmark() {
        assertThat(line.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("uplink", "request", "connections", "connects", "downlink", "broadcast", "rollout", "scale");
    }
}
