package io.deligate.registryservice.command;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers that wait for the end of a command. They wait without asking the database: it tells, and only while it
 * could not, each of them looks again. Lives on one event loop.
 */
public final class EndWaiters {
    private static final Logger log = LoggerFactory.getLogger(EndWaiters.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final EndNews news;
    private final int most;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private final Context context;
    private final Map<CommandId, Set<Waiter>> waiting = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private EndNews.@Nullable Listening listening;
    private boolean stopped;
    private volatile boolean released;

    /** At most {@code most} wait at a time. */
    public EndWaiters(Vertx vertx, EndNews news, int most, MeterRegistry meters) {
        this.vertx = vertx;
        this.news = news;
        this.most = most;
        this.meters = meters;
        this.context = vertx.getOrCreateContext();
        this.gauge = Gauge.builder("deligate.registry.command.waiters", count, AtomicInteger::get)
                .description("Calls that wait for the end of a command")
                .register(meters);
    }

    /** Begins to listen, and goes on after each loss. */
    public void start() {
        listen();
    }

    /**
     * Succeeds when nothing is heard any more; who still waits does so until its time is over or it is
     * released.
     */
    public Future<Void> stop() {
        stopped = true;
        meters.remove(gauge);
        EndNews.Listening open = listening;
        listening = null;
        return open == null ? Future.succeededFuture() : open.close().otherwiseEmpty();
    }

    /** Before the end of the service: wakes all who wait, and nobody waits from now on. */
    public void release() {
        released = true;
        context.runOnContext(none -> wakeAll());
    }

    /** Whether waiting is of no use any more. */
    boolean released() {
        return released;
    }

    /** A place to wait in, to be left in any case; empty when all are taken. */
    Optional<Waiter> enter(CommandId id) {
        if (count.get() >= most) {
            return Optional.empty();
        }
        count.incrementAndGet();
        Waiter waiter = new Waiter(id);
        waiting.computeIfAbsent(id, none -> new LinkedHashSet<>()).add(waiter);
        return Optional.of(waiter);
    }

    /** One caller's place. */
    final class Waiter {
        private final CommandId id;
        private final Promise<Void> woken = Promise.promise();

        private Waiter(CommandId id) {
            this.id = id;
        }

        /** Succeeds when there is reason to look again, at the latest after that time. */
        Future<Void> woken(Duration atMost) {
            long timer = vertx.setTimer(Math.max(1, atMost.toMillis()), fired -> wake());
            return woken.future().onComplete(done -> {
                var unused = vertx.cancelTimer(timer);
            });
        }

        void leave() {
            Set<Waiter> others = waiting.get(id);
            if (others != null && others.remove(this)) {
                count.decrementAndGet();
                if (others.isEmpty()) {
                    waiting.remove(id);
                }
            }
        }

        private void wake() {
            var unused = woken.tryComplete();
            leave();
        }
    }

    private void listen() {
        if (stopped) {
            return;
        }
        var unused = news.listen(
                        id -> context.runOnContext(none -> ended(id)), () -> context.runOnContext(none -> lost()))
                .onComplete(done -> context.runOnContext(none -> {
                    if (done.failed()) {
                        log.warn(
                                "ends of commands are not heard, trying again: {}",
                                done.cause().toString());
                        again();
                    } else if (stopped) {
                        var unusedClose = done.result().close();
                    } else {
                        listening = done.result();
                        wakeAll();
                    }
                }));
    }

    private void lost() {
        listening = null;
        again();
    }

    private void again() {
        if (!stopped) {
            var unused = vertx.setTimer(AGAIN.toMillis(), fired -> listen());
        }
    }

    private void ended(CommandId id) {
        List.copyOf(waiting.getOrDefault(id, Set.of())).forEach(Waiter::wake);
    }

    private void wakeAll() {
        List.copyOf(waiting.keySet()).forEach(this::ended);
    }
}
