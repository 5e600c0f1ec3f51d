package io.deligate.registryservice.alarm;

import io.deligate.servicekit.logging.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes alarms that are too old, now and every ten minutes. */
public final class AlarmSweep {
    private static final Logger log = LoggerFactory.getLogger(AlarmSweep.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Alarms alarms;
    private final Duration keep;
    private final Clock clock;
    private long timer;
    private volatile boolean stopped;

    public AlarmSweep(Vertx vertx, Alarms alarms, AlarmLimits limits, Clock clock) {
        this.vertx = vertx;
        this.alarms = alarms;
        this.keep = limits.keep();
        this.clock = clock;
    }

    public void start() {
        timer = vertx.setPeriodic(0, EVERY.toMillis(), tick -> sweep());
    }

    public void stop() {
        stopped = true;
        var unused = vertx.cancelTimer(timer);
    }

    private void sweep() {
        var unused = portions()
                .onFailure(failure -> log.atWarn()
                        .addKeyValue(LogKeys.REASON, failure)
                        .log("old alarms not deleted, trying again later"));
    }

    private Future<Void> portions() {
        return alarms.forget(clock.instant().minus(keep))
                .compose(deleted -> deleted == 0 || stopped ? Future.succeededFuture() : portions());
    }
}
