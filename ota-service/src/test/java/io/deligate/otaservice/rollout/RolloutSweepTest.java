package io.deligate.otaservice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.otaservice.firmware.Firmware;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UpgradeType;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutSweepTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    /** 60 s of schedule, 30 s of window and 600 s of soak. */
    private static StoredRollout rollout(RolloutState state, long soaking) {
        RolloutPlan plan = PlanReader.read(new JsonObject("""
                {"firmware_id":"f","ramp":{"from":0,"to":1,"duration_s":60},"window_s":30,"soak_s":600}"""));
        return new StoredRollout(
                "r", firmware(), "seed", plan, state, null, "", START, 1, new Counts(0, soaking, 0, 0, 0), START);
    }

    private static boolean isOver(long soaking, int second) {
        return RolloutSweep.isOver(rollout(new RolloutState.Running(START), soaking), START.plusSeconds(second));
    }

    @Test
    void waitsForTheSoakOfADeviceThatCameUpAtTheEndOfTheLastWindow() {
        assertThat(isOver(0, 91)).isFalse();
        assertThat(isOver(0, 690)).isFalse();
        assertThat(isOver(0, 691)).isTrue();
    }

    @Test
    void waitsForWhoeverCameUpLateButNotForEver() {
        assertThat(isOver(1, 691)).isFalse();
        assertThat(isOver(1, 1_290)).isFalse();
        assertThat(isOver(1, 1_291)).isTrue();
    }

    @Test
    void onlyWhatRunsIsOver() {
        Instant late = START.plusSeconds(100_000);

        assertThat(RolloutSweep.isOver(rollout(new RolloutState.Paused(START, START), 0), late))
                .isFalse();
        assertThat(RolloutSweep.isOver(rollout(new RolloutState.Aborted(), 0), late))
                .isFalse();
    }

    private static Firmware firmware() {
        return new Firmware("f", new ProductModel("M"), "2.0", 1, UpgradeType.NORMAL, null, "m", "s", 1, START);
    }
}
