package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The sessions this edge holds, at most one per device: the newest (R18). Thread-safe. */
public final class SessionTable {
    private final Map<DeviceId, Session> sessions = new ConcurrentHashMap<>();
    private final Map<DeviceId, Expected> expected = new ConcurrentHashMap<>();
    private final KeptSessions kept;
    private volatile @Nullable CloseReason closing;

    public SessionTable(KeptSessions kept) {
        this.kept = kept;
    }

    /** What sessions with CleanSession 0 have left. */
    public KeptSessions kept() {
        return kept;
    }

    /** Session records of one id that were written and are not acknowledged; only changed under its key's lock. */
    private static final class Expected {
        private int records;
        private long newest = -1;
    }

    /** A record of a session of that device is being written: what the topic says meanwhile is remembered. */
    public void expect(DeviceId device) {
        var unused = expected.compute(device, (key, known) -> {
            Expected entry = known == null ? new Expected() : known;
            entry.records++;
            return entry;
        });
    }

    /** That record is stored or refused; returns the newest epoch the topic has shown meanwhile, or -1. */
    public long expected(DeviceId device) {
        long[] newest = {-1};
        var unused = expected.computeIfPresent(device, (key, entry) -> {
            newest[0] = entry.newest;
            entry.records--;
            return entry.records == 0 ? null : entry;
        });
        return newest[0];
    }

    /** On the session's event loop: enters it and closes an older one of the same device; false when a newer one is there already. */
    public boolean open(Session session) {
        Session[] older = new Session[1];
        Session holder = sessions.compute(session.device(), (device, known) -> {
            if (known != null && known.epoch() > session.epoch()) {
                return known;
            }
            older[0] = known;
            return session;
        });
        Session replaced = older[0];
        if (replaced != null) {
            session.follows(replaced);
            replaced.run(() -> replaced.close(CloseReason.TAKEN_OVER));
        }
        CloseReason why = closing;
        if (why != null) {
            session.run(() -> session.close(why));
        }
        return holder == session;
    }

    /**
     * Closes the device's session here if it is older than {@code epoch}: a newer one lives somewhere (design D4). If that
     * is {@code here}, it may be this very session, announced again; a really newer one takes its place by itself.
     */
    public void fence(DeviceId device, long epoch, boolean here) {
        if (!expected.isEmpty()) {
            var unused = expected.computeIfPresent(device, (key, entry) -> {
                entry.newest = Math.max(entry.newest, epoch);
                return entry;
            });
        }
        Session known = sessions.get(device);
        if (known != null && known.epoch() < epoch && !(here && known.isRenewing())) {
            known.run(() -> {
                if (here) {
                    known.close(CloseReason.TAKEN_OVER);
                } else {
                    known.supersede();
                }
            });
        }
    }

    /** Forgets an ended session, unless a newer one has taken its place. */
    public void remove(Session session) {
        sessions.remove(session.device(), session);
    }

    public Optional<Session> find(DeviceId device) {
        return Optional.ofNullable(sessions.get(device));
    }

    /**
     * Runs the task for each session that fits, on the session's event loop, in portions between which the event loops
     * do their other work; succeeds when all have had their turn. What {@code fits} asks must be safe on any thread.
     */
    public Future<Void> forEach(Predicate<Session> fits, Consumer<Session> task) {
        return SessionWalk.over(sessions.values().stream().filter(fits).toList(), task);
    }

    /** Hands over each session at once, on this thread; whatever the task asks must be safe on any thread. */
    public void look(Consumer<Session> task) {
        sessions.values().forEach(task);
    }

    public int size() {
        return sessions.size();
    }

    /** Whether the edge is going down and takes no new sessions. */
    public boolean isClosing() {
        return closing != null;
    }

    /** From now on no session stays that enters; those that are here do. */
    public void refuseNew(CloseReason reason) {
        closing = reason;
    }

    /** Why the edge goes down. */
    public CloseReason closingFor() {
        CloseReason why = closing;
        return why == null ? CloseReason.EDGE_STOPPED : why;
    }

    /** The sessions as they are now; a copy. */
    public List<Session> all() {
        return List.copyOf(sessions.values());
    }
}
