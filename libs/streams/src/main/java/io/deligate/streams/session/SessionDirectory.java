package io.deligate.streams.session;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.consume.TableReader;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which edge holds which device, from the compacted session topic.
 *
 * <p>Kafka's order of the topic decides everything: an online record replaces what was there and its offset is the
 * session's epoch; an offline record ends a session only if it names the newest epoch, so a late one of an older session
 * never wins. Reads are thread-safe.
 */
public final class SessionDirectory {
    private final Map<DeviceId, LiveSession> live = new ConcurrentHashMap<>();
    private final SessionListener listener;
    private final TableReader reader;

    /** A directory that is empty before {@link #start}. */
    public SessionDirectory(String name, KafkaConfig kafka, String topic, SessionListener listener) {
        this.listener = listener;
        this.reader = new TableReader(name, kafka, topic, this::apply);
    }

    /**
     * Succeeds when the directory knows everything that was in the topic at the start, waits while Kafka or the topic is
     * not there, and fails when the directory ends before.
     */
    public Future<Void> start() {
        return reader.start();
    }

    /** Succeeds when the topic is not followed any more. */
    public Future<Void> stop() {
        return reader.stop();
    }

    /** Why the topic is not followed any more, when an error has ended the directory; empty while all is well. */
    public Optional<String> problem() {
        return reader.problem();
    }

    /** The device's session, or empty when it is offline. */
    public Optional<LiveSession> find(DeviceId device) {
        return Optional.ofNullable(live.get(device));
    }

    /** The sessions that one edge holds according to the topic; a copy. */
    public Map<DeviceId, LiveSession> heldBy(EdgeId edge) {
        Map<DeviceId, LiveSession> held = new HashMap<>();
        live.forEach((device, session) -> {
            if (session.edge().equals(edge)) {
                held.put(device, session);
            }
        });
        return held;
    }

    /** The edges that hold any session according to the topic; looks at every session. */
    public Set<EdgeId> edges() {
        return live.values().stream().map(LiveSession::edge).collect(Collectors.toUnmodifiableSet());
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            SessionRecord.read(record.value()).ifPresent(session -> apply(session, record.offset()));
        }
    }

    void apply(SessionRecord record, long offset) {
        if (record instanceof SessionRecord.Online online) {
            var session = new LiveSession(online.edge(), offset, online.product(), online.time(), online.kept());
            live.put(online.device(), session);
            listener.opened(online.device(), session);
        } else if (record instanceof SessionRecord.Offline offline) {
            LiveSession known = live.get(offline.device());
            if (known == null || known.epoch() == offline.epoch()) {
                live.remove(offline.device());
                listener.ended(offline);
            }
        }
    }
}
