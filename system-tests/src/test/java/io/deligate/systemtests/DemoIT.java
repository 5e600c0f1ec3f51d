package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees after {@code ./deligate up --demo}. */
class DemoIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Pattern CONNECT =
            Pattern.compile("-i (DL3785W_\\S+) -u (DL3785W) -P ([0-9a-f]{32})", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void printsAConnectLineThatWorksAndKeepsAFleetTalkingAlsoAfterARestart() throws Exception {
        Path data = folder.resolve("data");
        String printed;
        try (DeligateProcess platform = DeligateProcess.up(data, "--demo")) {
            printed = connectLine(platform);
            connectAndAsk(platform);
            RegistryApi registry = RegistryApi.of(platform, data);
            Await.until(
                    SOON,
                    "the fleet is online",
                    () -> registry.get("/v1/devices?product=DL3785W&online=true")
                                    .body()
                                    .get("items")
                                    .size()
                            >= 3);
        }

        try (DeligateProcess again = DeligateProcess.up(data, "--demo")) {
            assertThat(connectLine(again)).isEqualTo(printed);
            connectAndAsk(again);
            for (String made : new String[] {"groups", "apps"}) {
                assertThat(RegistryApi.of(again, data).get("/v1/" + made).body().get("items"))
                        .as(made)
                        .hasSize(1);
            }
        }
    }

    private static String connectLine(DeligateProcess platform) {
        Matcher match = CONNECT.matcher(platform.output());
        assertThat(match.find()).as("a connect line in:\n%s", platform.output()).isTrue();
        return match.group();
    }

    private static void connectAndAsk(DeligateProcess platform) {
        Matcher match = CONNECT.matcher(platform.output());
        assertThat(match.find()).isTrue();
        try (FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), match.group(1))
                .credentials(match.group(2), match.group(3))
                .connect()) {
            assertThat(device.request("{\"mid\":\"1\",\"action\":100,\"time\":0}")
                            .envelope()
                            .action())
                    .isEqualTo(100);
        }
    }
}
