package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.session.KeptSubscriptions;
import io.deligate.streams.session.LiveSession;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a device that connects with CleanSession 0 finds again within a day (A17): its subscriptions, which come with its
 * session records from wherever it was, and what it had not acknowledged when its session ended here, as far as there is
 * memory for it. There is no queue of new messages. Thread-safe.
 */
public final class KeptSessions {
    private static final Duration KEPT = Duration.ofHours(24);

    /** For the messages of all devices together; beyond it the next ones are not kept. */
    private static final long MOST_BYTES = 16L << 20;

    private final Clock clock;
    private final Map<DeviceId, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    private record Kept(long epoch, KeptSubscriptions subscriptions, List<Unacknowledged> messages, long until) {}

    public KeptSessions(Clock clock) {
        this.clock = clock;
    }

    /** The session of that epoch ended then, anywhere; what a newer one left is not touched. */
    void ended(DeviceId device, long epoch, KeptSubscriptions subscriptions, long endedMillis) {
        long until = endedMillis + KEPT.toMillis();
        if (until > clock.millis()) {
            kept.compute(
                    device,
                    (id, known) -> known == null || known.epoch() < epoch
                            ? replace(known, new Kept(epoch, subscriptions, List.of(), until))
                            : known);
        }
    }

    /** The session of that epoch ended here and left these messages. */
    void left(DeviceId device, long epoch, KeptSubscriptions subscriptions, List<Unacknowledged> messages) {
        long until = clock.millis() + KEPT.toMillis();
        kept.compute(device, (id, known) -> {
            if (known != null && known.epoch() > epoch) {
                release(messages);
                return known;
            }
            return replace(known, new Kept(epoch, subscriptions, messages, until));
        });
    }

    private Kept replace(@Nullable Kept old, Kept fresh) {
        if (old != null) {
            release(old.messages());
        }
        return fresh;
    }

    /** Nothing that sessions up to that epoch left counts any more. */
    void forget(DeviceId device, long epoch) {
        kept.computeIfPresent(device, (id, known) -> {
            if (known.epoch() > epoch) {
                return known;
            }
            release(known.messages());
            return null;
        });
    }

    /** The messages a device left here; the caller has them now, and gives their memory back. */
    List<Unacknowledged> take(DeviceId device) {
        Kept known = kept.remove(device);
        return known == null ? List.of() : known.messages();
    }

    /**
     * What a device finds again that connects here now, from its session here, its session elsewhere or the one that ended
     * last; empty when nothing is kept of it. What a session elsewhere subscribed after its beginning is not known: where
     * it began with nothing, that is no session to find again.
     */
    public Optional<KeptSubscriptions> find(DeviceId device, Optional<Session> here, Optional<LiveSession> live) {
        if (here.isPresent()) {
            return here.flatMap(session -> Optional.ofNullable(session.kept()));
        }
        Kept known = kept.get(device);
        if (live.isPresent() && (known == null || known.epoch() < live.get().epoch())) {
            return live.flatMap(KeptSessions::known);
        }
        return known == null || known.until() < clock.millis() ? Optional.empty() : Optional.of(known.subscriptions());
    }

    /** What is certain of a session whose end nobody has recorded. */
    static Optional<KeptSubscriptions> known(LiveSession session) {
        return Optional.ofNullable(session.kept()).filter(found -> !found.equals(KeptSubscriptions.NONE));
    }

    /** Forgets what has been kept for a day; to be called now and then. */
    public void purge() {
        long now = clock.millis();
        kept.values().removeIf(each -> {
            boolean over = each.until() < now;
            if (over) {
                release(each.messages());
            }
            return over;
        });
    }

    /** Whether there is memory for one more message; it is given back with {@link #release}. */
    boolean reserve(byte[] payload) {
        if (bytes.addAndGet(payload.length) <= MOST_BYTES) {
            return true;
        }
        bytes.addAndGet(-payload.length);
        return false;
    }

    void release(List<Unacknowledged> messages) {
        messages.forEach(each -> release(each.payload()));
    }

    void release(byte[] payload) {
        bytes.addAndGet(-payload.length);
    }

    /** The memory that messages take. */
    long bytes() {
        return bytes.get();
    }
}
