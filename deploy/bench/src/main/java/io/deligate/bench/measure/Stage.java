package io.deligate.bench.measure;

import io.deligate.bench.child.Children;
import io.deligate.bench.child.Proc;
import io.deligate.bench.figure.Conditions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Where a benchmark takes place: its processes, and who watches. Ends all processes when it is closed. */
public final class Stage implements AutoCloseable {
    private final Children children = Children.none();
    private final Consumer<String> progress;
    private final Map<String, Object> conditions;
    private final CountDownLatch over = new CountDownLatch(1);

    /** {@code progress} is told what happens, a line at a time. */
    public Stage(Clock clock, Consumer<String> progress) {
        this.progress = progress;
        this.conditions = Conditions.of(clock, Proc.load(), Children.flags());
    }

    Children children() {
        return children;
    }

    void say(String line) {
        progress.accept(line);
    }

    Consumer<String> progress() {
        return progress;
    }

    /** What is known of the circumstances; for the benchmark to add to. */
    Map<String, Object> conditions() {
        return conditions;
    }

    /** Lets that much time pass. */
    void pass(Duration time) throws InterruptedException {
        if (over.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("the run is over");
        }
    }

    @Override
    public void close() {
        over.countDown();
        children.close();
    }
}
