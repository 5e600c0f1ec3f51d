package io.deligate.mqttedge.rollout;

import io.deligate.mqttedge.session.Session;
import io.deligate.rolloutgate.OfferMemory;

/** A session whose turn it is. */
public record Turn(Session session, Wave wave, long memory) {
    /** Its place in the order. */
    public int bucket() {
        return OfferMemory.bucket(memory);
    }
}
