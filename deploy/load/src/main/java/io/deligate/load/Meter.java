package io.deligate.load;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What is counted while the window is open, and what is counted always. Thread-safe.
 *
 * <p>Latencies are those of what was <em>due</em> in the window, also when it ended later; throughput is what <em>ended</em>
 * in it.
 */
public final class Meter {
    private static final int DIGITS = 3;

    private final Recorder latencies = new Recorder(DIGITS);
    private final LongAdder sent = new LongAdder();
    private final LongAdder done = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder doneInWindow = new LongAdder();
    private volatile long from = Long.MAX_VALUE;
    private volatile long until = Long.MIN_VALUE;
    private long windowNanos;

    public void sent() {
        sent.increment();
    }

    /** It was due and could not even be tried. */
    public void unsent() {
        unsent.increment();
    }

    /** What was sent will not be done any more. */
    public void notDone() {
        failed.increment();
    }

    /** Both in {@link System#nanoTime}. */
    public void done(long due, long now) {
        done.increment();
        if (now >= from && now < until) {
            doneInWindow.increment();
        }
        if (due >= from && due < until) {
            latencies.recordValue(Math.max(1, now - due));
        }
    }

    /** From now on, until {@link #shut}, things are measured; what was measured in earlier windows stays. */
    synchronized void open(long now) {
        until = Long.MAX_VALUE;
        from = now;
    }

    synchronized void shut(long now) {
        until = now;
        windowNanos += now - from;
    }

    /** What was sent and is not done. */
    long pending() {
        return sent.sum() - done.sum() - failed.sum();
    }

    /** Everything so far. */
    synchronized Figures figures() {
        return new Figures(
                sent.sum(), done.sum(), unsent.sum(), doneInWindow.sum(), windowNanos / 1e9, total(latencies));
    }

    private final Histogram sum = new Histogram(DIGITS);

    private Histogram total(Recorder recorder) {
        sum.add(recorder.getIntervalHistogram());
        return sum;
    }

    /**
     * @param sent of all times
     * @param done of all times
     * @param unsent of all times
     * @param measured done in the windows
     * @param seconds of the windows
     * @param latencies in nanoseconds
     */
    record Figures(long sent, long done, long unsent, long measured, double seconds, Histogram latencies) {
        /** In milliseconds. */
        double percentile(double percent) {
            return latencies.getValueAtPercentile(percent) / 1e6;
        }
    }
}
