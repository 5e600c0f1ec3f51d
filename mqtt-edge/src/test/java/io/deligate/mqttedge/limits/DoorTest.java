package io.deligate.mqttedge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final DeviceId ID = new DeviceId("d");
    private static final DeviceId OTHER = new DeviceId("other");

    private long now = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1);
    private final Door door = new Door(new ConnectLimits(500, 2_000, Duration.ofSeconds(1), 5), () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    @Tag("R29")
    void aCrowdPassesAtTheEdgesPace() {
        int passed = 0;
        for (int i = 0; i < 5_000; i++) {
            passed += door.mayConnect() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(2_000);
        for (int milli = 0; milli < 1_000; milli++) {
            pass(Duration.ofMillis(1));
            passed += door.mayConnect() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(2_500);
    }

    @Test
    @Tag("R29")
    void oneDeviceConnectsOnceASecondAndFiveTimesAtOnce() {
        int passed = 0;
        for (int i = 0; i < 10; i++) {
            passed += door.mayConnect(ID) ? 1 : 0;
        }
        assertThat(passed).isEqualTo(5);
        assertThat(door.mayConnect(OTHER)).isTrue();
        for (int i = 0; i < 200; i++) {
            pass(Duration.ofMillis(50));
            passed += door.mayConnect(ID) ? 1 : 0;
        }
        assertThat(passed).isEqualTo(15);
    }

    @Test
    void devicesThatCouldConnectAtWillAreForgotten() {
        DeviceConnects connects = new DeviceConnects(ConnectLimits.defaults());
        for (int i = 0; i < 100_000; i++) {
            pass(Duration.ofMillis(2));
            assertThat(connects.tryConnect(new DeviceId("d" + i), now)).isTrue();
        }
        assertThat(connects.size()).isLessThan(2_500);
    }

    @Test
    @Tag("R20")
    void aFightOverAnIdIsDampedMoreAndMore() {
        int passed = 0;
        for (int i = 0; i < 60; i++) {
            passed += door.mayTakeOver(ID) ? 1 : 0;
            pass(Duration.ofMillis(500));
        }
        // three at once, then after 2, 4, 8 and 16 s
        assertThat(passed).isBetween(6, 7);
        assertThat(door.mayTakeOver(OTHER)).isTrue();
    }

    @Test
    @Tag("R20")
    void aDeviceThatLosesItsConnectionAgainAndAgainIsNotKeptOut() {
        for (int i = 0; i < 100; i++) {
            assertThat(door.mayTakeOver(ID)).isTrue();
            pass(Duration.ofSeconds(5));
        }
    }

    @Test
    void afterTheFightEverythingIsForgotten() {
        Takeovers takeovers = new Takeovers();
        for (int i = 0; i < 1_000; i++) {
            boolean ignored = takeovers.tryTakeOver(ID, now);
            pass(Duration.ofMillis(100));
        }
        pass(Duration.ofMinutes(3));
        for (int i = 0; i < 3; i++) {
            assertThat(takeovers.tryTakeOver(ID, now)).isTrue();
        }
        for (int i = 0; i < 5_000; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(takeovers.tryTakeOver(new DeviceId("d" + i), now)).isTrue();
        }
        assertThat(takeovers.size()).isLessThan(2_000);
    }
}
