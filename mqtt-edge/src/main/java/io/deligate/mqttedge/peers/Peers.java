package io.deligate.mqttedge.peers;

import io.deligate.streams.topic.EdgeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which edges are alive, judged by the order of their pulses alone.
 *
 * <p>An edge is silent for as many pulses of this edge's own as have gone through Kafka since its last one. So no clock is
 * compared, and while Kafka passes nothing on, nobody is silent. Of the edges that are heard, the one with the oldest life
 * looks after the lost ones; all edges read the same order, so they agree on it but for the moment it takes to read it.
 * Thread-safe.
 */
final class Peers {
    /** So many of its own pulses an edge hears with patience. */
    static final int PATIENCE = 6;

    /** After so many the lost edge's affairs have long been settled. */
    static final int FORGOTTEN = 20 * PATIENCE;

    private final EdgeId self;
    private final String life;
    private final Map<EdgeId, Peer> others = new HashMap<>();
    private long since = Long.MAX_VALUE;

    private static final class Peer {
        private long since;
        private int silence;
    }

    Peers(EdgeId self, String life) {
        this.self = self;
        this.life = life;
    }

    /** A pulse, in the topic's order; true for one of this very life. */
    synchronized boolean heard(Pulse pulse, long offset) {
        long began = pulse.since() == Pulse.FIRST ? offset : pulse.since();
        if (!pulse.edge().equals(self)) {
            Peer peer = others.computeIfAbsent(pulse.edge(), edge -> new Peer());
            peer.since = began;
            peer.silence = 0;
            return false;
        }
        if (!pulse.life().equals(life)) {
            return false;
        }
        since = began;
        others.values().forEach(peer -> peer.silence++);
        return true;
    }

    /** When this life's first pulse was, or {@link Pulse#FIRST} before it was heard. */
    synchronized long since() {
        return since == Long.MAX_VALUE ? Pulse.FIRST : since;
    }

    /** The edges this one has to look after now. */
    synchronized Set<EdgeId> lost() {
        Set<EdgeId> lost = new HashSet<>();
        for (var other : others.entrySet()) {
            Peer peer = other.getValue();
            if (peer.silence <= PATIENCE && peer.since < since) {
                return Set.of();
            }
            if (peer.silence > PATIENCE && peer.silence <= FORGOTTEN) {
                lost.add(other.getKey());
            }
        }
        return lost;
    }
}
