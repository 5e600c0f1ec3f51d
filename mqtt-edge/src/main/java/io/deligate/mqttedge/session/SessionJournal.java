package io.deligate.mqttedge.session;

import io.deligate.mqttedge.refusal.RefusalReports;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.KeptSubscriptions;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
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
    public Future<Long> begin(DeviceId device, ProductModel product, String ip, @Nullable KeptSubscriptions kept) {
        return publisher.publish(record(new SessionRecord.Online(device, product, edge, clock.instant(), ip, kept)));
    }

    /**
     * Records a session that lives although its end was recorded; succeeds with its new epoch, on a thread of Kafka's, and
     * waits for room in the publisher as long as it takes.
     */
    Future<Long> beginAgain(Session session) {
        Promise<Long> begun = Promise.promise();
        String ip = session.endpoint().remoteAddress().hostAddress();
        var online = new SessionRecord.Online(
                session.device(), session.product().model(), edge, clock.instant(), ip, session.kept());
        boolean ignored = publisher.publishInTurn(record(online), new PublishOutcome() {
            @Override
            public void stored(long offset) {
                begun.complete(offset);
            }

            @Override
            public void failed(Throwable cause) {
                begun.fail(cause);
            }
        });
        return begun.future();
    }

    /** Records the end of that session; Kafka's client retries until it is stored, readers fence it by its epoch. */
    public void end(
            DeviceId device, ProductModel product, long epoch, CloseReason reason, @Nullable KeptSubscriptions kept) {
        var end = new SessionRecord.Offline(device, product, edge, epoch, clock.instant(), reason.label(), kept);
        boolean ignored = publisher.publishInTurn(record(end), new PublishOutcome() {
            @Override
            public void stored(long offset) {}

            @Override
            public void failed(Throwable cause) {
                // Presence stays wrong until the device connects again or this edge closes its books at its start.
                log.atWarn().addKeyValue("device_id", device).setCause(cause).log("offline record not stored");
            }
        });
    }

    /**
     * Ends what an edge's former life left open (design D7); succeeds when all offline records are stored. They name the
     * epochs they end, so it does no harm when somebody else says the same.
     */
    public Future<Void> closeBooks(Map<DeviceId, LiveSession> leftOpen, CloseReason reason) {
        if (!leftOpen.isEmpty()) {
            log.atInfo()
                    .addKeyValue("sessions", leftOpen.size())
                    .addKeyValue("reason", reason.label())
                    .log("closing the sessions an edge left open");
        }
        return closeFrom(0, List.copyOf(leftOpen.entrySet()), reason);
    }

    private Future<Void> closeFrom(int from, List<Map.Entry<DeviceId, LiveSession>> leftOpen, CloseReason reason) {
        if (from >= leftOpen.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(from + PORTION, leftOpen.size());
        return Future.all(leftOpen.subList(from, to).stream()
                        .map(left -> publisher.publish(offline(left.getKey(), left.getValue(), reason)))
                        .toList())
                .compose(stored -> closeFrom(to, leftOpen, reason));
    }

    private ProducerRecord<byte[], byte[]> offline(DeviceId device, LiveSession session, CloseReason reason) {
        return record(new SessionRecord.Offline(
                device,
                session.product(),
                session.edge(),
                session.epoch(),
                clock.instant(),
                reason.label(),
                KeptSessions.known(session).orElse(null)));
    }

    private ProducerRecord<byte[], byte[]> record(SessionRecord record) {
        return new ProducerRecord<>(topic, record.device().value().getBytes(StandardCharsets.UTF_8), record.toValue());
    }
}
