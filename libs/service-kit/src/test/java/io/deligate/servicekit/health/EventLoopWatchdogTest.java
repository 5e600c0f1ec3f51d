package io.deligate.servicekit.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopWatchdogTest {
    private final Queue<Runnable> queued = new ArrayDeque<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long now;

    private EventLoopWatchdog watching(Executor... loops) {
        return new EventLoopWatchdog(List.of(loops), Duration.ofSeconds(5), meters, () -> now);
    }

    @Test
    void loopsThatTurnAreAlive() {
        EventLoopWatchdog watchdog = watching(Runnable::run, Runnable::run);
        watchdog.tick();
        now += TimeUnit.MINUTES.toNanos(1);

        assertThat(watchdog.problem()).isEmpty();
    }

    @Test
    void aLoopThatStandsStillForTooLongIsReported() {
        EventLoopWatchdog watchdog = watching(Runnable::run, queued::add);
        watchdog.tick();
        now += TimeUnit.SECONDS.toNanos(5);
        assertThat(watchdog.problem()).isEmpty();
        now += 1;

        assertThat(watchdog.problem()).contains("1 of 2 event loops have not turned for more than 5 s");
    }

    @Test
    void aLoopThatTurnsAgainIsAliveAgainAndItsLagIsMeasured() {
        EventLoopWatchdog watchdog = watching(queued::add);
        watchdog.tick();
        now += TimeUnit.SECONDS.toNanos(7);
        watchdog.tick();
        assertThat(queued).hasSize(1);
        queued.remove().run();

        assertThat(watchdog.problem()).isEmpty();
        assertThat(meters.get("deligate.event.loop.lag").timer().max(TimeUnit.SECONDS))
                .isEqualTo(7);
    }

    @Test
    void aLoopThatShutsDownIsNoLongerWatched() {
        EventLoopWatchdog watchdog = watching(task -> {
            throw new RejectedExecutionException();
        });
        watchdog.tick();
        now += TimeUnit.MINUTES.toNanos(1);

        assertThat(watchdog.problem()).isEmpty();
    }
}
