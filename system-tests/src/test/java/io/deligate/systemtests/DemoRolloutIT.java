package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./deligate up --demo --rollout} shows. */
class DemoRolloutIT {
    private static final Duration IN_A_WHILE = Duration.ofSeconds(240);

    @TempDir
    private Path folder;

    @Test
    void showsARolloutThatStopsItselfAndThenOneThatGoesToItsEnd() throws Exception {
        Path data = folder.resolve("data");
        try (DeligateProcess platform = DeligateProcess.up(data, "--demo", "--rollout=60", "--bad-installs", "0.5")) {
            await(platform, "demo: rollout aborted: ");
            assertThat(platform.output())
                    .contains("demo: drafted with POST /v1/rollouts: {\"firmware_id\":")
                    .containsPattern("demo: forecast for the hour from \\S+: 60 devices, ")
                    .contains("more than the limit of 5");
        }
        try (DeligateProcess platform = DeligateProcess.up(data, "--demo", "--rollout=20")) {
            await(platform, "demo: rollout completed: ");
            await(platform, "demo: the fleet runs {1.2=20}, and goes on");
            assertThat(platform.output()).contains("demo: rollout: 20/20 ");
        }
    }

    private static void await(DeligateProcess platform, String text) {
        Await.until(IN_A_WHILE, text, () -> {
            if (!platform.isAlive()) {
                throw new AssertionError("ended:\n" + platform.output());
            }
            return platform.output().contains(text);
        });
    }
}
