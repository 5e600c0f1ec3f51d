package io.deligate.testkit.ledger;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which messages to devices asked for a receipt, and which of them a device has seen. Thread-safe. */
public final class DownlinkLedger {
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Kafka has taken the message: from here on somebody owes its outcome. */
    public void asked(String messageId, String device) {
        asked.put(messageId, device);
    }

    /** A device has read the message, and has not acknowledged it yet. */
    public void seen(String messageId) {
        seen.add(messageId);
    }

    Map<String, String> asked() {
        return asked;
    }

    boolean wasSeen(String messageId) {
        return seen.contains(messageId);
    }
}
