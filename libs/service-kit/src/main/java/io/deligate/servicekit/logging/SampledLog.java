package io.deligate.servicekit.logging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes at most one line per reason and interval, with the number of lines it kept back since the last one.
 *
 * <p>For hot paths, where one bad client could otherwise fill the disk. Safe for use by several threads.
 */
public final class SampledLog {
    /** Reasons are few and fixed; should one be built from input by mistake, all others share one line. */
    private static final int MOST_REASONS = 256;

    private static final String OTHER = "other";

    private final Logger log;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    public SampledLog(Logger log, Duration interval, LongSupplier nanoTime) {
        this.log = log;
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Logs unless a line for that reason was written within the interval; {@code line} must end in {@code log(...)}. */
    public void at(Level level, String reason, Consumer<LoggingEventBuilder> line) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        long now = nanoTime.getAsLong();
        long suppressed = window(reason, now).enter(now, intervalNanos);
        if (suppressed == Window.CLOSED) {
            return;
        }
        LoggingEventBuilder event = log.atLevel(level).addKeyValue(LogKeys.REASON, reason);
        line.accept(suppressed == 0 ? event : event.addKeyValue(LogKeys.SUPPRESSED, suppressed));
    }

    private Window window(String reason, long now) {
        Window known = windows.get(reason);
        if (known != null) {
            return known;
        }
        String name = windows.size() < MOST_REASONS ? reason : OTHER;
        return windows.computeIfAbsent(name, first -> new Window(now - intervalNanos));
    }

    /** When the last line of one reason was written, and how many were kept back since. */
    private static final class Window {
        private static final long CLOSED = -1;

        private final AtomicLong lastLine;
        private final AtomicLong keptBack = new AtomicLong();

        private Window(long lastLine) {
            this.lastLine = new AtomicLong(lastLine);
        }

        private long enter(long now, long interval) {
            long last = lastLine.get();
            if (now - last >= interval && lastLine.compareAndSet(last, now)) {
                return keptBack.getAndSet(0);
            }
            keptBack.incrementAndGet();
            return CLOSED;
        }
    }
}
