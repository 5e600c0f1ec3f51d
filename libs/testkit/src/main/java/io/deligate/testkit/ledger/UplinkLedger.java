package io.deligate.testkit.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What devices sent to one topic and what was acknowledged to them. Devices write it while they talk; an {@link
 * UplinkAudit} holds it against the topic afterwards. Thread-safe.
 */
public final class UplinkLedger {
    private final Map<String, DeviceBook> books = new ConcurrentHashMap<>();

    /** To be called before the first byte leaves; the payload must be unique. Returns its number, from 0 per device. */
    public int sent(String device, byte[] payload) {
        return books.computeIfAbsent(device, id -> new DeviceBook()).sent(payload);
    }

    /** The device sends that uplink once more, over a new connection. */
    public void sentAgain(String device, int number) {
        book(device).sentAgain(number);
    }

    /** PUBACK or PUBREC has come: from here on the uplink must not get lost. */
    public void acked(String device, int number) {
        book(device).acked(number);
    }

    private DeviceBook book(String device) {
        DeviceBook book = books.get(device);
        if (book == null) {
            throw new IllegalArgumentException("device: " + device + " (expected: one that has sent something)");
        }
        return book;
    }

    Map<String, DeviceBook> books() {
        return Map.copyOf(books);
    }
}
