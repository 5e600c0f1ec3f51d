package io.deligate.load;

/**
 * When messages of a constant rate are due, whatever becomes of those before them: latency is counted from there, so a
 * stall is felt by all messages that it delays and not only by the one that met it. One thread.
 */
public final class Schedule {
    private static final double SECOND = 1e9;

    private final long start;
    private final double gap;
    private long made;

    /**
     * @param start in {@link System#nanoTime}
     * @param perSecond messages, above zero
     * @param phase 0 to 1, which part of a gap the first one is late, so that several schedules interleave
     */
    public Schedule(long start, double perSecond, double phase) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate: " + perSecond + " (expected: above 0)");
        }
        this.gap = SECOND / perSecond;
        this.start = start + Math.round(gap * phase);
    }

    /** When the next message is due, in {@link System#nanoTime}. */
    public long due() {
        return start + Math.round(made * gap);
    }

    /** The next message is on its way. */
    public void made() {
        made++;
    }
}
