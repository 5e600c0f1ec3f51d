package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions this edge holds, at most one per device: the newest (R18). Thread-safe. */
public final class SessionTable {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Map<DeviceId, Session> sessions = new ConcurrentHashMap<>();
    private volatile @Nullable CloseReason closing;

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
        CloseReason why = closing;
        if (why != null) {
            session.run(() -> session.close(why));
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
        return closing != null;
    }

    /** Ends every session; succeeds when all have ended, or after {@code limit} without those that would not. */
    public Future<Void> close(Vertx vertx, CloseReason reason, Duration limit) {
        // Before the sweep: a session that enters behind it sees this.
        closing = reason;
        sessions.values().forEach(session -> session.run(() -> session.close(reason)));
        Promise<Void> ended = Promise.promise();
        awaitEmpty(vertx, System.nanoTime() + limit.toNanos(), ended);
        return ended.future();
    }

    private void awaitEmpty(Vertx vertx, long deadline, Promise<Void> ended) {
        if (sessions.isEmpty() || System.nanoTime() - deadline >= 0) {
            ended.complete();
        } else {
            vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> awaitEmpty(vertx, deadline, ended));
        }
    }
}
