package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of every service; one after the other is stopped in order and started again while devices and an app talk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollingRestartIT {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private Installation installation;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        installation = new Installation(folder, Path.of("target", "rolling-restart"), 2, Map.of());
        installation.startTwoOfEach();
    }

    @AfterAll
    void end() throws Exception {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Tag("R144")
    @Tag("R145")
    void everyServiceIsRestartedAndNothingIsLostOrUnanswered() throws Exception {
        try (AppTraffic traffic = new AppTraffic(installation, "rolling", 40, 10)) {
            traffic.flow(A_MOMENT);
            traffic.struck();
            for (String service : List.of("dispatcher", "app-bridge", "registry-service")) {
                installation.part(service).terminate();
                assertThat(installation.part(service).exitCode(STOPS_WITHIN))
                        .as(installation.part(service).output())
                        .isZero();
                traffic.flow(A_MOMENT);
                installation.start(service, service);
                traffic.flow(A_MOMENT);
            }
            traffic.assertAllAnswered();
            assertThat(traffic.fleet().lost()).isZero();
            installation.edge(0).terminate();
            assertThat(installation.edge(0).exitCode(STOPS_WITHIN))
                    .as(installation.edge(0).output())
                    .isZero();
            traffic.awaitAllConnected();
            traffic.mended();
            installation.launch(0);
            installation.awaitReady(0);
            traffic.flow(A_MOMENT);
            traffic.reckon("one of two of each service restarted, then an edge");
        }
    }
}
