package io.deligate.servicekit.process;

import io.deligate.servicekit.config.Expect;
import java.time.Duration;

/**
 * How the process uses its machine.
 *
 * @param eventLoops number of event loops; 0 means one per processor, two at least
 * @param workers number of threads for what blocks
 * @param warnBlockedAfter how long a task may hold an event loop before its stack is logged
 * @param deadBlockedAfter how long an event loop may stand still before the process calls itself dead
 * @param stopWithin how long an orderly stop may take
 */
public record RuntimeConfig(
        int eventLoops, int workers, Duration warnBlockedAfter, Duration deadBlockedAfter, Duration stopWithin) {
    private static final int LEAST_EVENT_LOOPS = 2;

    public RuntimeConfig {
        Expect.between("runtime.event-loops", eventLoops, 0, 1_024);
        Expect.between("runtime.workers", workers, 1, 1_024);
        Expect.positive("runtime.warn-blocked-after", warnBlockedAfter);
        Expect.positive("runtime.dead-blocked-after", deadBlockedAfter);
        Expect.positive("runtime.stop-within", stopWithin);
    }

    public static RuntimeConfig defaults() {
        return new RuntimeConfig(0, 20, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    int effectiveEventLoops() {
        return eventLoops > 0
                ? eventLoops
                : Math.max(LEAST_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
    }
}
