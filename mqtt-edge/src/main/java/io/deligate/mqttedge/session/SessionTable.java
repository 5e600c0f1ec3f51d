package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions this edge holds, at most one per device: the newest (R18). Thread-safe. */
public final class SessionTable {
    private final Map<DeviceId, Session> sessions = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** Enters a session and closes an older one of the same device; false when a newer one is there already. */
    public boolean open(Session session) {
        Session[] older = new Session[1];
        Session holder = sessions.compute(session.device(), (device, known) -> {
            if (known != null && known.epoch() > session.epoch()) {
                return known;
            }
            older[0] = known;
            return session;
        });
        if (older[0] != null) {
            takeOver(older[0]);
        }
        return holder == session;
    }

    /** Closes the device's session here if it is older than {@code epoch}: a newer one lives somewhere (design D4). */
    public void fence(DeviceId device, long epoch) {
        Session known = sessions.get(device);
        if (known != null && known.epoch() < epoch) {
            takeOver(known);
        }
    }

    private static void takeOver(Session session) {
        session.run(() -> session.close(CloseReason.TAKEN_OVER));
    }

    /** Forgets an ended session, unless a newer one has taken its place. */
    public void remove(Session session) {
        sessions.remove(session.device(), session);
    }

    public Optional<Session> find(DeviceId device) {
        return Optional.ofNullable(sessions.get(device));
    }

    public int size() {
        return sessions.size();
    }

    /** Whether the edge is going down and takes no new sessions. */
    public boolean isClosing() {
        return closing;
    }

    /** Ends every session; succeeds when all have ended, or after {@code limit} without those that would not. */
    public Future<Void> close(Vertx vertx, CloseReason reason, Duration limit) {
        closing = true;
        Promise<Void> ended = Promise.promise();
        long deadline = System.nanoTime() + limit.toNanos();
        vertx.setPeriodic(1, 20, timer -> {
            sessions.values().forEach(session -> session.run(() -> session.close(reason)));
            if (sessions.isEmpty() || System.nanoTime() - deadline > 0) {
                vertx.cancelTimer(timer);
                ended.tryComplete();
            }
        });
        return ended.future();
    }
}
