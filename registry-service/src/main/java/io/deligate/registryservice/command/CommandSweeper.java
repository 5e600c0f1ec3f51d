package io.deligate.registryservice.command;

import io.deligate.servicekit.logging.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the commands whose time is over, right after a start too, and in time removes those that ended long ago. Every
 * replica does it, and none of them needs to.
 */
public final class CommandSweeper {
    private static final Logger log = LoggerFactory.getLogger(CommandSweeper.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TIDY = Duration.ofSeconds(10);
    private static final int MOST = 500;

    private final Vertx vertx;
    private final Commands commands;
    private final CommandMetrics metrics;
    private final Duration retention;
    private long looking;
    private long tidying;
    private boolean busy;
    private boolean stopped;

    /** Commands are kept for the time {@code retention} after their end. */
    public CommandSweeper(Vertx vertx, Commands commands, CommandMetrics metrics, Duration retention) {
        this.vertx = vertx;
        this.commands = commands;
        this.metrics = metrics;
        this.retention = retention;
    }

    public void start() {
        looking = vertx.setPeriodic(0, LOOK.toMillis(), tick -> look());
        tidying = vertx.setPeriodic(0, TIDY.toMillis(), tick -> failureLogged(tidy()));
    }

    public void stop() {
        stopped = true;
        var unusedLook = vertx.cancelTimer(looking);
        var unusedTidy = vertx.cancelTimer(tidying);
    }

    private void look() {
        if (!busy) {
            busy = true;
            failureLogged(expire().onComplete(done -> busy = false));
        }
    }

    private Future<Void> expire() {
        return commands.expire(MOST).compose(ended -> {
            metrics.ended(ended);
            return ended.size() < MOST || stopped ? Future.succeededFuture() : expire();
        });
    }

    private Future<Void> tidy() {
        return commands.forget(retention, MOST)
                .compose(removed -> removed < MOST || stopped ? Future.succeededFuture() : tidy());
    }

    private void failureLogged(Future<Void> work) {
        var unused = work.onFailure(cause -> {
            if (!stopped) {
                log.atWarn().addKeyValue(LogKeys.REASON, cause).log("commands not tidied, trying again");
            }
        });
    }
}
