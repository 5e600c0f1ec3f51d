package io.deligate.standalone;

import io.deligate.simulator.progress.Progress;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the demo writes: lines, and at times a moving bar below them. Safe for several threads. */
final class DemoScreen implements Consumer<String> {
    private final PrintStream out;
    private @Nullable Progress bar;

    DemoScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void accept(String line) {
        if (bar == null) {
            out.println(line);
        } else {
            bar.line(line);
        }
    }

    /** A bar from now on, in place of the one before. */
    synchronized void begin(String task, long most) {
        end();
        bar = Progress.of(out, task, most);
    }

    /** See {@link Progress#show}. */
    synchronized void show(long current, String detail) {
        if (bar != null) {
            bar.show(current, detail);
        }
    }

    /** The bar stays as it was last. */
    synchronized void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
