package io.deligate.mqttedge.rollout;

import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.OfferMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One look at all sessions: whose turn has come to be offered something. A comparison per session. */
public final class Look {
    /** Looks before the first offer: a device that has just upgraded says so right after its connect. */
    public static final int SETTLED = 8;

    private Look() {}

    /**
     * Whose turn it is, the lowest buckets first; on one thread at a time, since each session remembers that it was looked
     * at.
     */
    public static List<Turn> turns(SessionTable sessions, Collection<ModelReleases> known, Instant now) {
        Map<ProductModel, Wave> waves = new HashMap<>();
        for (ModelReleases releases : known) {
            Wave wave = Wave.of(releases, now);
            if (wave != null) {
                waves.put(releases.product(), wave);
            }
        }
        List<Turn> turns = new ArrayList<>();
        sessions.look(session -> look(session, waves, turns));
        turns.sort(Comparator.comparingInt(Turn::bucket));
        return turns;
    }

    private static void look(Session session, Map<ProductModel, Wave> waves, List<Turn> turns) {
        long before = session.offers();
        long memory = OfferMemory.aged(before);
        Wave wave = waves.get(session.product().model());
        if (wave != null) {
            String device = session.device().value();
            memory = wave.about(memory, device);
            if (OfferMemory.age(memory) >= SETTLED && isSubscribed(session) && wave.isTurnOf(memory, device)) {
                turns.add(new Turn(session, wave, memory));
            }
        }
        if (memory != before) {
            session.offers(memory);
        }
    }

    private static boolean isSubscribed(Session session) {
        return session.subscriptions().qosOf(RolloutWalk.topic(session)).isPresent();
    }
}
