package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.EdgeId;

/**
 * All an edge knows about sessions: its own, and what the session topic says about everybody's. Thread-safe.
 *
 * @param edge this edge
 * @param table the sessions it holds
 * @param journal where it writes their beginnings and ends
 * @param directory what it reads of everybody's
 */
public record SessionBooks(EdgeId edge, SessionTable table, SessionJournal journal, SessionDirectory directory) {
    /** Whether somebody holds a session of that id, here or elsewhere. */
    public boolean isHeld(DeviceId device) {
        return table.find(device).isPresent()
                || directory.find(device).filter(this::isElsewhere).isPresent();
    }

    /** What the topic says about this edge it may say late; the table knows. */
    private boolean isElsewhere(LiveSession session) {
        return !session.edge().equals(edge);
    }

    /** Whether a newer session of the id was recorded while this one's record was on its way. */
    public boolean isSuperseded(Session session) {
        return directory
                .find(session.device())
                .filter(live -> live.epoch() > session.epoch())
                .isPresent();
    }
}
