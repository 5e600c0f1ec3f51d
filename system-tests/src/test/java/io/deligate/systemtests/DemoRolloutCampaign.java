package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./deligate up --demo --rollout} to the end of its rollout, twice on the same data: some five minutes. */
class DemoRolloutCampaign {
    @TempDir
    private Path folder;

    @Test
    void eachStartRollsOutTheNextVersionOverTheWholeFleet() throws Exception {
        for (String version : new String[] {"1.1", "1.2"}) {
            try (DeligateProcess platform = DeligateProcess.up(folder.resolve("data"), "--demo", "--rollout")) {
                DemoRolloutIT.await(platform, "demo: rollout completed: ");
                DemoRolloutIT.await(platform, "demo: the fleet runs {" + version + "=1000}, and goes on");
                assertThat(platform.output()).containsPattern("demo: rollout: 1000/1000 .*, completed");
            }
        }
    }
}
