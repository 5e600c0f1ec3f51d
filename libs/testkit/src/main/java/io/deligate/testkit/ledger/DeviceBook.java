package io.deligate.testkit.ledger;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** One device's uplinks in the order of their first sending: about ten bytes each. Thread-safe. */
final class DeviceBook {
    private long[] digests = new long[64];
    private byte[] sendings = new byte[64];
    private final BitSet acked = new BitSet();
    private int size;

    synchronized int sent(byte[] payload) {
        if (size == digests.length) {
            digests = Arrays.copyOf(digests, 2 * size);
            sendings = Arrays.copyOf(sendings, 2 * size);
        }
        digests[size] = Digest.of(payload);
        sendings[size] = 1;
        return size++;
    }

    synchronized void sentAgain(int number) {
        if (sendings[number] < Byte.MAX_VALUE) {
            sendings[number]++;
        }
    }

    synchronized void acked(int number) {
        acked.set(number);
    }

    synchronized int size() {
        return size;
    }

    synchronized BitSet acked() {
        return (BitSet) acked.clone();
    }

    /** How often that one went over the wire. */
    synchronized int sendings(int number) {
        return sendings[number];
    }

    synchronized Map<Long, Integer> numbers() {
        Map<Long, Integer> numbers = new HashMap<>();
        for (int number = 0; number < size; number++) {
            if (numbers.put(digests[number], number) != null) {
                throw new IllegalStateException("uplink " + number + ": sent before (expected: unique payloads)");
            }
        }
        return numbers;
    }
}
