package io.deligate.otaservice.rollout;

import io.deligate.otaservice.access.Caller;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends soaks that are over, and rollouts that are at their end: completes those whose schedule, last window and last soak are over, and aborts those that
 * have broken their own limit. It goes by the rows alone, so it does not matter who counted, and who died after that.
 */
public final class RolloutSweep {
    private static final Logger log = LoggerFactory.getLogger(RolloutSweep.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Devices whose soak ends in one step. */
    private static final int MOST_SOAKS = 1_000;

    private final Vertx vertx;
    private final Rollouts rollouts;
    private final RolloutDesk desk;
    private final Tallies tallies;
    private final Clock clock;
    private Future<Void> looking = Future.succeededFuture();
    private long timer = -1;
    private boolean stopped;

    public RolloutSweep(Vertx vertx, Rollouts rollouts, RolloutDesk desk, Tallies tallies, Clock clock) {
        this.vertx = vertx;
        this.rollouts = rollouts;
        this.desk = desk;
        this.tallies = tallies;
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
        looking = endSoaks()
                .compose(none -> rollouts.running())
                .compose(running -> {
                    Future<Void> all = Future.succeededFuture();
                    for (StoredRollout rollout : running) {
                        all = all.compose(none -> settle(rollout)).recover(cause -> unsettled(rollout, cause));
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

    /** What does not fit into one step is left to the next look. */
    private Future<Void> endSoaks() {
        return tallies.endSoaks(clock.instant(), MOST_SOAKS)
                .compose(ended -> ended < MOST_SOAKS
                        ? Future.succeededFuture()
                        : tallies.endSoaks(clock.instant(), MOST_SOAKS).mapEmpty());
    }

    /** One that cannot be settled does not keep the others from it. */
    private static Future<Void> unsettled(StoredRollout rollout, Throwable cause) {
        log.atWarn()
                .addKeyValue("rollout_id", rollout.id())
                .log("rollout not looked at, tried again: {}", cause.toString());
        return Future.succeededFuture();
    }

    private Future<Void> settle(StoredRollout rollout) {
        AbortRule rule = rollout.plan().abort();
        if (rule != null && rule.isBroken(rollout.counts())) {
            String reason = String.format(
                    Locale.ROOT,
                    "%d of %d devices failed: more than the limit of %s %%",
                    rollout.counts().failed(),
                    rollout.counts().tried(),
                    rule.failureRate() * 100);
            log.atWarn().addKeyValue("rollout_id", rollout.id()).log("rollout aborts itself: {}", reason);
            return move(rollout, Move.ABORT, reason);
        }
        return isOver(rollout, clock.instant())
                ? move(rollout, Move.COMPLETE, "the schedule, the last window and the last soak are over")
                : Future.succeededFuture();
    }

    /** Somebody may have been faster. */
    private Future<Void> move(StoredRollout rollout, Move move, String reason) {
        return desk.move(rollout.id(), move, reason, Caller.PLATFORM)
                .recover(failure -> failure instanceof IllegalMove
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .mapEmpty();
    }

    /**
     * Behind the schedule, the last window and the soak of a device that came up at its end: until then the rollout can
     * still abort itself. Whoever came up late is waited for too, one more soak at most.
     */
    static boolean isOver(StoredRollout rollout, Instant now) {
        if (!(rollout.state() instanceof RolloutState.Running running)) {
            return false;
        }
        Duration soak = rollout.plan().soak();
        Instant soaked = running.anchor()
                .plusMillis(rollout.plan().schedule().lengthMillis())
                .plusSeconds(rollout.plan().windowSeconds())
                .plus(soak);
        return now.isAfter(rollout.counts().soaking() > 0 ? soaked.plus(soak) : soaked);
    }
}
