package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The sessions this edge holds, at most one per device: the newest (R18). Thread-safe. */
public final class SessionTable {
    private final Map<DeviceId, Session> sessions = new ConcurrentHashMap<>();

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

    /** Visits every session, each on its own event loop. */
    public void forEach(Consumer<Session> visitor) {
        sessions.values().forEach(session -> session.run(() -> visitor.accept(session)));
    }
}
