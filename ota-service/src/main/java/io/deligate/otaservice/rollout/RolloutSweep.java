package io.deligate.otaservice.rollout;

import io.deligate.otaservice.access.Caller;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes rollouts whose schedule and last window are over. */
public final class RolloutSweep {
    private static final Logger log = LoggerFactory.getLogger(RolloutSweep.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Rollouts rollouts;
    private final RolloutDesk desk;
    private final Clock clock;
    private Future<Void> looking = Future.succeededFuture();
    private long timer = -1;
    private boolean stopped;

    public RolloutSweep(Vertx vertx, Rollouts rollouts, RolloutDesk desk, Clock clock) {
        this.vertx = vertx;
        this.rollouts = rollouts;
        this.desk = desk;
        this.clock = clock;
    }

    /** Begins to look. */
    public void start() {
        look();
    }

    /** Succeeds when nothing is under way any more. */
    public Future<Void> stop() {
        stopped = true;
        var unused = vertx.cancelTimer(timer);
        return looking.otherwiseEmpty();
    }

    private void look() {
        looking = rollouts.running()
                .compose(running -> {
                    Future<Void> all = Future.succeededFuture();
                    for (StoredRollout rollout : running) {
                        if (isOver(rollout, clock.instant())) {
                            all = all.compose(none -> complete(rollout));
                        }
                    }
                    return all;
                })
                .onFailure(cause -> log.warn("rollouts not looked through, tried again: {}", cause.toString()));
        var unused = looking.onComplete(done -> {
            if (!stopped) {
                timer = vertx.setTimer(LOOK.toMillis(), fired -> look());
            }
        });
    }

    /** Somebody may have been faster. */
    private Future<Void> complete(StoredRollout rollout) {
        return desk.move(rollout.id(), Move.COMPLETE, "the schedule and the last window are over", Caller.PLATFORM)
                .recover(failure -> failure instanceof IllegalMove
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .mapEmpty();
    }

    static boolean isOver(StoredRollout rollout, Instant now) {
        return rollout.state() instanceof RolloutState.Running running
                && now.isAfter(running.anchor()
                        .plusMillis(rollout.plan().schedule().lengthMillis())
                        .plusSeconds(rollout.plan().windowSeconds()));
    }
}
