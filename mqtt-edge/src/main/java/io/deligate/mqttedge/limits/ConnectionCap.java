package io.deligate.mqttedge.limits;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections this edge has and may have. Up to the limit they are served, a little beyond it they are told so,
 * and what comes then is closed without a byte. Thread-safe.
 */
public final class ConnectionCap {
    /** What an idle connection with TLS takes of the heap. */
    private static final long HEAP_EACH = 16 << 10;

    /** Of the heap, for everything else. */
    private static final long HEAP_KEPT = 96L << 20;

    /** File descriptors for jars, Kafka, the cluster and what else the process opens. */
    private static final long FILES_KEPT = 512;

    private static final int LEAST = 100;
    private static final int LEAST_BEYOND = 16;

    /** Ready up to that share of the limit: who is sent here by then still gets in. */
    private static final double READY_SHARE = 0.97;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    /** For at most so many connections; 0 = as many as heap and file descriptors allow. */
    public ConnectionCap(int most) {
        this.most = most > 0 ? most : derived(Runtime.getRuntime().maxMemory(), fileLimit());
    }

    static int derived(long heap, long files) {
        long byHeap = Math.max(0, heap - HEAP_KEPT) / 2 / HEAP_EACH;
        long byFiles = Math.max(0, files - FILES_KEPT) * 8 / 10;
        return (int) Math.max(LEAST, Math.min(Math.min(byHeap, byFiles), 1 << 24));
    }

    /** How many files and sockets the process may have open; very many where nobody knows. */
    public static long fileLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE / 16;
    }

    /** A connection was opened; false when it has to be closed at once. */
    public boolean opened() {
        return open.incrementAndGet() <= most + Math.max(LEAST_BEYOND, most / 20);
    }

    /** It is closed; also to be told of those that were closed at once. */
    public void closed() {
        open.decrementAndGet();
    }

    /** Whether the connection that asks is one too many. */
    public boolean isExceeded() {
        return open.get() > most;
    }

    /** Whether there is still more than a little room. */
    public boolean isReady() {
        return open.get() < most * READY_SHARE;
    }

    public int open() {
        return open.get();
    }

    public int most() {
        return most;
    }
}
