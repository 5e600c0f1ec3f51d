package io.deligate.mqttedge.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all devices that were read and that Kafka's client has not taken yet: packets that are not complete,
 * packets behind a pause, and records that wait for room. Thread-safe.
 */
public final class HeldBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** Full from {@code most} bytes on. */
    public HeldBytes(long most) {
        this.most = most;
    }

    /** False when they do not fit; nothing is taken then. What would never fit passes when nothing else is held. */
    public boolean tryAdd(long bytes) {
        long before;
        do {
            before = held.get();
            if (before > 0 && before + bytes > most) {
                return false;
            }
        } while (!held.compareAndSet(before, before + bytes));
        return true;
    }

    /** For what is here already. */
    public void add(long bytes) {
        held.addAndGet(bytes);
    }

    public void remove(long bytes) {
        held.addAndGet(-bytes);
    }

    public boolean isFull() {
        return held.get() >= most;
    }

    public long bytes() {
        return held.get();
    }
}
