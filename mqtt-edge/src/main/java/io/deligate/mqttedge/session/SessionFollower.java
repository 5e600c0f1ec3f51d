package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.session.KeptSubscriptions;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionListener;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sessions here true to the session topic: one that has a newer one elsewhere ends, and one that somebody else
 * has ended in the books although it lives is announced again, under a new epoch. That happens when this edge was taken
 * for lost (design D7): it was frozen, or cut off from Kafka, and its devices have not noticed.
 */
public final class SessionFollower implements SessionListener {
    private static final Logger log = LoggerFactory.getLogger(SessionFollower.class);

    /** For what stands behind an end in the topic already: the device may have gone elsewhere while this edge was frozen. */
    private static final Duration READ_ON = Duration.ofMillis(500);

    private final EdgeId edge;
    private final SessionTable sessions;
    private final SessionJournal journal;

    public SessionFollower(EdgeId edge, SessionTable sessions, SessionJournal journal) {
        this.edge = edge;
        this.sessions = sessions;
        this.journal = journal;
    }

    @Override
    public void opened(DeviceId device, LiveSession live) {
        boolean here = live.edge().equals(edge);
        sessions.fence(device, live.epoch(), here);
        if (!here) {
            sessions.kept().forget(device, live.epoch());
        }
    }

    @Override
    public void ended(SessionRecord.Offline end) {
        KeptSubscriptions kept = end.kept();
        if (kept == null) {
            sessions.kept().forget(end.device(), end.epoch());
        } else {
            sessions.kept().ended(end.device(), end.epoch(), kept, end.time().toEpochMilli());
        }
        sessions.find(end.device())
                .filter(session -> session.epoch() == end.epoch())
                .ifPresent(session -> session.later(READ_ON, () -> announceAgain(session, end.epoch())));
    }

    /** What was closed here stays closed: before it was ended there, or because a newer session was met behind the end. */
    private void announceAgain(Session session, long ended) {
        if (!session.isOpen() || session.epoch() != ended || session.isRenewing()) {
            return;
        }
        log.atDebug().addKeyValue("device_id", session.device()).log("live session was ended elsewhere, announcing it");
        session.renewing();
        var unused = journal.beginAgain(session)
                .onSuccess(epoch -> session.run(() -> renewed(session, epoch)))
                .onFailure(failure -> session.run(() -> session.close(CloseReason.CONNECTION_LOST)));
    }

    /** A connection that broke meanwhile was recorded under its old epoch only. */
    private void renewed(Session session, long epoch) {
        session.renewed(epoch);
        if (!session.isOpen()) {
            journal.end(session.device(), session.product().model(), epoch, session.end(), session.kept());
        }
    }
}
