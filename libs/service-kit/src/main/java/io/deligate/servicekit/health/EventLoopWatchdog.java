package io.deligate.servicekit.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Posts a tick onto every event loop and tells when one has not answered for too long. */
public final class EventLoopWatchdog implements HealthCheck {
    private final List<Loop> loops = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final Duration limit;
    private final Timer lag;

    public EventLoopWatchdog(
            Iterable<? extends Executor> eventLoops, Duration limit, MeterRegistry meters, LongSupplier nanoTime) {
        eventLoops.forEach(executor -> loops.add(new Loop(executor)));
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.lag = Timer.builder("deligate.event.loop.lag")
                .description("How long a task waits until its event loop turns to it")
                .register(meters);
    }

    /** Asks every loop that has answered the last tick; call it at a steady pace from one thread. */
    public void tick() {
        loops.forEach(Loop::ask);
    }

    @Override
    public Optional<String> problem() {
        long now = nanoTime.getAsLong();
        long stuck = loops.stream()
                .filter(loop -> loop.waitingFor(now) > limit.toNanos())
                .count();
        return stuck == 0
                ? Optional.empty()
                : Optional.of(stuck + " of " + loops.size() + " event loops have not turned for more than "
                        + limit.toSeconds() + " s");
    }

    /** One event loop and the tick it owes. */
    private final class Loop {
        private static final long NONE = Long.MIN_VALUE;

        private final Executor executor;
        private final AtomicLong askedAt = new AtomicLong(NONE);

        private Loop(Executor executor) {
            this.executor = executor;
        }

        private void ask() {
            if (!askedAt.compareAndSet(NONE, nanoTime.getAsLong())) {
                return;
            }
            try {
                executor.execute(this::answer);
            } catch (RejectedExecutionException e) {
                // Only a loop that is shutting down refuses work; it is no longer ours to watch.
                askedAt.set(NONE);
            }
        }

        private void answer() {
            lag.record(Math.max(0, nanoTime.getAsLong() - askedAt.getAndSet(NONE)), TimeUnit.NANOSECONDS);
        }

        private long waitingFor(long now) {
            long asked = askedAt.get();
            return asked == NONE ? 0 : now - asked;
        }
    }
}
