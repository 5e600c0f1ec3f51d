package io.deligate.mqttedge.session;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For each order of messages to a device, the session that the last one was written for. One that was written for an older
 * session has been held up on its way, by an edge that died perhaps, and must not come behind it (contract 7.4). One thread.
 */
final class Orders {
    /** Of so many it knows the newest; a device has a few apps. */
    private static final int MOST = 64;

    private final Map<String, Long> newest = new LinkedHashMap<>(2) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    /** Whether a message of that order, written for that session, may come now. */
    boolean allow(String order, long writtenFor) {
        Long last = newest.get(order);
        if (last != null && writtenFor < last) {
            return false;
        }
        newest.put(order, writtenFor);
        return true;
    }

    Map<String, Long> copy() {
        return new HashMap<>(newest);
    }

    /** What an older session of the device has had counts as well. */
    void inherit(Map<String, Long> older) {
        older.forEach((order, session) -> newest.merge(order, session, Math::max));
    }
}
