package io.deligate.mqttedge.drain;

import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives this edge's devices away: first it tells whoever sends devices here and lets in who comes until they have heard of
 * it, then it takes nobody new and closes the connections one after the other, in random order and at a bounded rate, so
 * that the other edges meet a stream and not a storm (R144). What a device had not had acknowledged it sends again to its
 * next edge.
 *
 * <p>Once begun it is not taken back. Thread-safe.
 */
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final long TICK_MILLIS = 50;

    /** How much a tick's share may differ from the mean, so that several edges do not beat in time. */
    private static final double JITTER = 0.5;

    /** How much of the time that is left before the process must end the open door may take. */
    private static final int WAIT_SHARE = 3;

    private final Vertx vertx;
    private final SessionTable sessions;
    private final DrainConfig config;
    private final Duration stopWithin;
    private final Runnable onBegin;
    private final Deque<Session> leaving = new ArrayDeque<>();
    private final Promise<Void> emptied = Promise.promise();
    private boolean begun;
    private boolean doorClosed;
    private long doorOpenUntil;
    private long deadline = Long.MAX_VALUE;
    private double allowance;

    /**
     * @param stopWithin how long the process may take to stop
     * @param onBegin called once, before the first connection is closed: whoever sends devices here must hear of it
     */
    public Drain(Vertx vertx, SessionTable sessions, DrainConfig config, Duration stopWithin, Runnable onBegin) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.config = config;
        this.stopWithin = stopWithin;
        this.onBegin = onBegin;
    }

    /** Begins, unless it has begun; the Future succeeds when no device is connected any more. */
    public synchronized Future<Void> begin() {
        return begin(CloseReason.DRAINED, config.await());
    }

    /** Begins or goes on, faster if need be, so that the process ends in time; succeeds when nobody is connected. */
    public synchronized Future<Void> finish() {
        return finish(config.await());
    }

    /** The same for an edge that must not hold its devices a moment longer: it does not wait to be forgotten. */
    public synchronized Future<Void> finishAtOnce() {
        return finish(Duration.ZERO);
    }

    private Future<Void> finish(Duration await) {
        if (deadline == Long.MAX_VALUE) {
            long now = System.nanoTime();
            Duration left = stopWithin.minus(config.leave());
            deadline = now + Math.max(left.toNanos(), stopWithin.toNanos() / 2);
            long most = Math.min(await.toNanos(), (deadline - now) / WAIT_SHARE);
            doorOpenUntil = Math.min(doorOpenUntil, now + most);
        }
        return begin(CloseReason.EDGE_STOPPED, await);
    }

    public synchronized boolean hasBegun() {
        return begun;
    }

    private Future<Void> begin(CloseReason reason, Duration await) {
        if (!begun) {
            begun = true;
            onBegin.run();
            long now = System.nanoTime();
            long most = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : (deadline - now) / WAIT_SHARE;
            doorOpenUntil = now + Math.min(await.toNanos(), most);
            log.atInfo()
                    .addKeyValue("connections", sessions.size())
                    .addKeyValue("wait", await)
                    .log("draining");
            awaitDoor(reason);
        }
        return emptied.future();
    }

    /** Whoever balances load needs a moment to notice that this edge is not ready; until then its devices are served. */
    private synchronized void awaitDoor(CloseReason reason) {
        if (doorClosed) {
            return;
        }
        if (System.nanoTime() < doorOpenUntil) {
            vertx.setTimer(TICK_MILLIS, timer -> awaitDoor(reason));
            return;
        }
        doorClosed = true;
        sessions.refuseNew(reason);
        List<Session> all = new ArrayList<>(sessions.all());
        Collections.shuffle(all);
        leaving.addAll(all);
        tick();
    }

    private synchronized void tick() {
        long left = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - System.nanoTime();
        allowance += share(left);
        while (allowance >= 1 && !leaving.isEmpty()) {
            allowance--;
            Session session = leaving.poll();
            session.run(() -> session.close(sessions.closingFor()));
        }
        if (sessions.size() == 0 || left <= 0) {
            log.atInfo().addKeyValue("left", sessions.size()).log("drained");
            emptied.complete();
        } else {
            vertx.setTimer(TICK_MILLIS, timer -> tick());
        }
    }

    /** How many connections this tick may close. */
    private double share(long nanosLeft) {
        double usual = config.rate() * TICK_MILLIS / 1000.0;
        double ticksLeft = Math.max(1, nanosLeft / 1e6 / TICK_MILLIS - 2);
        double share = Math.max(usual, leaving.size() / ticksLeft);
        return share * (1 + JITTER * (ThreadLocalRandom.current().nextDouble() - 0.5));
    }
}
