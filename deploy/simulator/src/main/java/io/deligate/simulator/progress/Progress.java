package io.deligate.simulator.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * How far something is: a bar that moves where a person looks at a terminal, and now and then a plain line where not. Safe
 * for several threads.
 */
public final class Progress implements AutoCloseable {
    /** How wide the terminal is on which standard output ends, 0 or absent for none; the start script says so. */
    private static final String COLUMNS = "deligate.columns";

    private static final int REFRESH_MILLIS = 500;
    private static final int MARGIN = 1;
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 40;
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final PrintStream out;
    private final String task;
    private final Clock clock;
    private final long most;
    private final @Nullable ProgressBar bar;
    private Instant said = Instant.MIN;
    private String last = "";
    private String spoken = "";
    private boolean closed;

    private Progress(PrintStream out, String task, long most, Clock clock, int columns) {
        this.out = out;
        this.task = task;
        this.most = most;
        this.clock = clock;
        this.bar = columns == 0 ? null : bar(columns);
    }

    /** Of the standard output of this process, up to {@code most}. */
    public static Progress of(PrintStream out, String task, long most) {
        return of(out, task, most, Clock.systemUTC(), Integer.getInteger(COLUMNS, 0));
    }

    static Progress of(PrintStream out, String task, long most, Clock clock, int columns) {
        return new Progress(out, task, most, clock, columns);
    }

    private ProgressBar bar(int columns) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(most)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .continuousUpdate()
                .setRenderer(Progress::rendered)
                .setConsumer(new OneLine(columns - MARGIN))
                .build();
    }

    /** The bar gets what the words leave, but not less than it needs to be one. */
    private static String rendered(ProgressState state, int width) {
        double part = state.getMax() <= 0 ? 1 : (double) state.getCurrent() / state.getMax();
        String words = String.format(
                Locale.ROOT,
                "%3.0f %% %d/%d %s",
                Math.floor(part * 100),
                state.getCurrent(),
                state.getMax(),
                state.getExtraMessage());
        int room = width - state.getTaskName().length() - " [] ".length() - words.length();
        int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room));
        int full = (int) (part * length);
        String line = state.getTaskName() + " [" + "=".repeat(full) + " ".repeat(length - full) + "] " + words;
        return line.length() <= width ? line : line.substring(0, Math.max(0, width));
    }

    /** So far, with what else there is to say, the most important first: a narrow terminal cuts the rest off. */
    public synchronized void show(long current, String detail) {
        if (bar != null) {
            var unused = bar.stepTo(Math.min(current, most)).setExtraMessage(detail);
            return;
        }
        Instant now = clock.instant();
        String line = (task + ": " + current + "/" + most + " " + detail).strip();
        if (said.equals(Instant.MIN) || !now.isBefore(said.plus(A_WHILE))) {
            say(line);
            said = now;
        }
        last = line;
    }

    /** A line of its own, which stays. */
    public synchronized void line(String text) {
        if (bar != null) {
            out.print("\r\u001b[K");
        }
        out.println(text);
    }

    /** What was shown last stays on the terminal. */
    @Override
    public void close() {
        if (bar == null) {
            say(last);
        } else {
            // the bar's own thread writes it a last time meanwhile, and must not find the lock taken
            bar.close();
            end();
        }
    }

    private synchronized void end() {
        if (!closed) {
            closed = true;
            out.println();
        }
    }

    private synchronized void say(String line) {
        if (!line.equals(spoken)) {
            spoken = line;
            out.println(line);
        }
    }

    /** Writes the bar over itself. */
    private final class OneLine implements ProgressBarConsumer {
        private final int width;

        OneLine(int width) {
            this.width = width;
        }

        @Override
        public int getMaxRenderedLength() {
            return width;
        }

        @Override
        public void accept(String rendered) {
            synchronized (Progress.this) {
                // back to the left, so that what others write goes over it
                if (!closed) {
                    out.print("\r\u001b[K" + rendered + "\r");
                    out.flush();
                }
            }
        }

        @Override
        public void close() {
            // not told to a bar that was never drawn: the line ends with Progress
        }
    }
}
