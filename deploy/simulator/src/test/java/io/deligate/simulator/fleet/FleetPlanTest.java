package io.deligate.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.simulator.device.Habits;
import io.deligate.simulator.download.DownloadLimits;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetPlanTest {
    private static FleetPlan plan(String model, String prefix, int devices, double badInstalls) {
        return new FleetPlan(
                model, "KQ", prefix, devices, 100, "1.0", badInstalls, 1, Habits.usual(), DownloadLimits.usual());
    }

    @Test
    void numbersItsDevicesFromOne() {
        assertThat(plan("DL3785W", "SIM", 10, 0).identity(0).id()).isEqualTo("DL3785W_SIM00001");
        assertThat(plan("DL3785W", "", 200_000, 0).identity(199_999).id()).isEqualTo("DL3785W_200000");
        assertThat(plan("DL3785W", "", 1, 0).identity(0).modelTopic()).isEqualTo("KQ/DL3785W");
    }

    @ParameterizedTest
    @CsvSource({
        "dl3785w, SIM, 1, 0, 'product: dl3785w (expected: 1 to 16 of A-Z, 0-9 and -)'",
        "DL3785W, a b, 1, 0, 'prefix: a b (expected: up to 32 letters, digits, - and _)'",
        "DL3785W, SIM, 0, 0, 'devices: 0 (expected: 1 to 200000)'",
        "DL3785W, SIM, 1, 1.1, 'bad-installs: 1.1 (expected: 0 to 1)'"
    })
    void saysWhatIsWrong(String model, String prefix, int devices, double bad, String message) {
        assertThatThrownBy(() -> plan(model, prefix, devices, bad)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.2, 10", "0.5, 25", "0.33, 16", "1, 50"})
    void aShareOfAFleetIsExact(double share, long devices) {
        assertThat(IntStream.range(0, 50).filter(number -> Share.includes(share, number)))
                .hasSize((int) devices);
    }
}
