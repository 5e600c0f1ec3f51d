package io.deligate.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.ScriptedEdge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static FleetPlan plan(String name) {
        return new FleetPlan(name, "M", "key", "1000", 1, Duration.ofMillis(20), 5, 0, Duration.ofMillis(500));
    }

    @Test
    void sendsUntilItFallsSilentAndComesBackWhenItsEdgeHangsUp() throws IOException {
        try (ScriptedEdge edge = new ScriptedEdge(0);
                Fleet fleet = new Fleet(plan("a"), List.of(edge.port()), Ledgers.empty())) {
            Await.until(SOON, "connected", () -> fleet.connectedTo(edge.port()) == 1);
            edge.hangUp();
            Await.until(SOON, "lost", () -> fleet.lost() == 1);
            Await.until(SOON, "back", () -> fleet.connected() == 1);
            fleet.fallSilent();
            Await.until(SOON, "all acknowledged", () -> fleet.unacked() == 0);
            assertThat(fleet.refused()).isZero();
        }
    }
}
