package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./deligate up --demo --rollout} shows; {@link DemoRolloutCampaign} waits for the end of one. */
class DemoRolloutIT {
    private static final Duration IN_A_WHILE = Duration.ofSeconds(180);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    @Test
    void showsABadFirmwareThatStopsItself() throws Exception {
        try (DeligateProcess platform =
                DeligateProcess.up(folder.resolve("data"), "--demo", "--rollout=60", "--bad-installs", "0.5")) {
            await(platform, "demo: rollout aborted: ");
            assertThat(platform.output())
                    .contains("demo: drafted with POST /v1/rollouts: {\"firmware_id\":")
                    .containsPattern("demo: forecast for the hour from \\S+: 60 devices, ")
                    .contains("more than the limit of 5");
        }
    }

    @Test
    void endsQuietlyWhileTheRolloutRuns() throws Exception {
        try (DeligateProcess platform =
                DeligateProcess.up(folder.resolve("stopped"), "--demo", "--rollout=20", "--bad-installs", "0")) {
            await(platform, "demo: drafted with POST /v1/rollouts: ");
            platform.terminate();

            assertThat(platform.exitCode(STOPS_WITHIN)).as(platform.output()).isZero();
            assertThat(platform.output())
                    .contains("deligate has stopped")
                    .doesNotContain("Exception", "the demo's rollout has ended");
        }
    }

    static void await(DeligateProcess platform, String text) {
        Await.until(IN_A_WHILE, text, () -> {
            if (!platform.isAlive()) {
                throw new AssertionError("ended:\n" + platform.output());
            }
            return platform.output().contains(text);
        });
    }
}
