package io.deligate.mqttedge.peers;

import io.deligate.mqttedge.downlink.DownRoutes;
import io.deligate.mqttedge.downlink.DownlinkReader;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.KeptSessions;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;

/**
 * What a lost edge left, in the hands of a survivor: its sessions are ended in the books, and its down topic is read as the
 * edge itself would read it, only that no session is at hand.
 */
final class Estate {
    private final DownRoutes routes;
    private final EdgeId lost;
    private final SessionJournal journal;
    private final DownlinkReader reader;

    /** Nothing happens before {@link #settle}. */
    Estate(DownRoutes routes, EdgeId lost, SessionJournal journal, SendLimits limits) {
        this.routes = routes;
        this.lost = lost;
        this.journal = journal;
        this.reader = new DownlinkReader(
                "edge-down-of-" + lost, routes, lost, new SessionTable(new KeptSessions(routes.clock())), limits);
    }

    /** Succeeds when the offline records are stored; from then on the down topic is read. */
    Future<Void> settle() {
        return routes.vertx()
                .executeBlocking(() -> routes.directory().heldBy(lost), false)
                .compose(held -> journal.closeBooks(held, CloseReason.EDGE_LOST))
                .onSuccess(none -> reader.start());
    }

    /** Succeeds when nothing is read any more and what has its outcome is committed. */
    Future<Void> stop() {
        return reader.stop();
    }
}
