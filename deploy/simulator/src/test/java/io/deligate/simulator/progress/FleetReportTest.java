package io.deligate.simulator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.simulator.device.Habits;
import io.deligate.simulator.device.Happening;
import io.deligate.simulator.device.Phase;
import io.deligate.simulator.download.DownloadLimits;
import io.deligate.simulator.fleet.FleetPlan;
import io.deligate.simulator.fleet.Snapshot;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetReportTest {
    private static final FleetPlan PLAN =
            new FleetPlan("DL3785W", "KQ", "SIM", 10, 100, "1.0", 0, 7, Habits.usual(), DownloadLimits.usual());

    private static Snapshot snapshot(long ever, Map<Integer, Long> refused, Map<String, Long> troubles) {
        return new Snapshot(
                new Snapshot.Connections(ever, 2, ever, ever, 0),
                refused,
                troubles,
                40,
                39,
                1,
                38,
                Map.of("103/102", 5L),
                Map.of(Happening.INSTALLED, 3L, Happening.WITHDRAWN, 4L),
                Map.of(Phase.SETTLED, 9L, Phase.WAITING, 1L),
                Map.of("1.0", 7L),
                6);
    }

    @Test
    void saysInOneLineWhatThereIsToSay() {
        assertThat(FleetReport.line(snapshot(10, Map.of(3, 2L), Map.of()), 12.4))
                .isEqualTo(
                        "12 msg/s, 2 away, runs 1.0:7, 1 waiting, 3 installed, 4 withdrawn, errors 103/102:5, refused 3:2");
    }

    @Test
    void advisesWhileNobodyIsLetIn() {
        assertThat(FleetReport.advice(snapshot(1, Map.of(4, 1L), Map.of()), PLAN))
                .isEmpty();
        assertThat(FleetReport.advice(snapshot(0, Map.of(4, 1L), Map.of()), PLAN))
                .containsExactly(
                        "refused with CONNACK 4 (bad user name or password): is there a product DL3785W, and is this its key?");
        assertThat(FleetReport.advice(snapshot(0, Map.of(), Map.of("connection: TLS: no", 1L)), PLAN))
                .singleElement()
                .asString()
                .startsWith("connection: TLS: no: is the platform's certificate made for this host");
    }

    @Test
    void saysTheSameToScripts() {
        JsonObject json = FleetReport.json(
                snapshot(10, Map.of(3, 2L), Map.of()), PLAN, "tcp://127.0.0.1:1883", Duration.ofMillis(1_500));

        assertThat(json.getDouble("seconds")).isEqualTo(1.5);
        assertThat(json.getJsonObject("refused").encode()).isEqualTo("{\"3\":2}");
        assertThat(json.getJsonObject("errors").encode()).isEqualTo("{\"103/102\":5}");
        assertThat(json.getJsonObject("updates").encode())
                .isEqualTo("{\"offered\":0,\"installed\":3,\"failed\":0,\"withdrawn\":4,"
                        + "\"waiting\":1,\"downloading\":0,\"installing\":0,\"resumed\":6}");
        assertThat(json.getLong("held_back")).isEqualTo(1);
    }
}
