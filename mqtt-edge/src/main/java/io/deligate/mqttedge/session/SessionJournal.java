package io.deligate.mqttedge.session;

import io.deligate.mqttedge.refusal.RefusalReports;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.publish.NoRoomException;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes this edge's lines of the session topic, and knows who writes down what it refuses. */
public final class SessionJournal {
    private static final Logger log = LoggerFactory.getLogger(SessionJournal.class);

    /** Books are closed in portions, so that those of a large edge fit into the publisher. */
    private static final int PORTION = 500;

    private final RecordPublisher publisher;
    private final String topic;
    private final EdgeId edge;
    private final Clock clock;
    private final RefusalReports refusals;

    public SessionJournal(RecordPublisher publisher, String topic, EdgeId edge, Clock clock, RefusalReports refusals) {
        this.publisher = publisher;
        this.topic = topic;
        this.edge = edge;
        this.clock = clock;
        this.refusals = refusals;
    }

    /** For what is refused before, in or at the end of a session. */
    public RefusalReports refusals() {
        return refusals;
    }

    /** Records a beginning session; succeeds with its epoch once all in-sync replicas have the record. */
    public Future<Long> begin(DeviceId device, ProductModel product, String ip) {
        return publisher.publish(record(new SessionRecord.Online(device, product, edge, clock.instant(), ip)));
    }

    /** Records the end of that session; Kafka's client retries until it is stored, readers fence it by its epoch. */
    public void end(DeviceId device, ProductModel product, long epoch, CloseReason reason) {
        publisher.publish(offline(device, product, epoch, reason), new PublishOutcome() {
            @Override
            public void stored(long offset) {}

            @Override
            public void failed(Throwable cause) {
                if (cause instanceof NoRoomException) {
                    publisher.whenRoom(() -> end(device, product, epoch, reason));
                    return;
                }
                // Presence stays wrong until the device connects again or this edge closes its books at its start.
                log.atWarn().addKeyValue("device_id", device).setCause(cause).log("offline record not stored");
            }
        });
    }

    /** Ends what this edge's former life left open; succeeds when all offline records are stored (design D7). */
    public Future<Void> closeBooks(Map<DeviceId, LiveSession> leftOpen) {
        if (!leftOpen.isEmpty()) {
            log.atInfo()
                    .addKeyValue("sessions", leftOpen.size())
                    .log("closing the sessions of this edge's former life");
        }
        return closeFrom(0, List.copyOf(leftOpen.entrySet()));
    }

    private Future<Void> closeFrom(int from, List<Map.Entry<DeviceId, LiveSession>> leftOpen) {
        if (from >= leftOpen.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(from + PORTION, leftOpen.size());
        return Future.all(leftOpen.subList(from, to).stream()
                        .map(left -> closeBook(left.getKey(), left.getValue()))
                        .toList())
                .compose(stored -> closeFrom(to, leftOpen));
    }

    private Future<Long> closeBook(DeviceId device, LiveSession session) {
        return publisher.publish(offline(device, session.product(), session.epoch(), CloseReason.EDGE_RESTARTED));
    }

    private ProducerRecord<byte[], byte[]> offline(
            DeviceId device, ProductModel product, long epoch, CloseReason reason) {
        return record(new SessionRecord.Offline(device, product, edge, epoch, clock.instant(), reason.label()));
    }

    private ProducerRecord<byte[], byte[]> record(SessionRecord record) {
        return new ProducerRecord<>(topic, record.device().value().getBytes(StandardCharsets.UTF_8), record.toValue());
    }
}
