package io.deligate.bench.measure;

import io.deligate.bench.figure.Report;

/** One benchmark: starts what it needs, measures, and tells. */
public interface Bench {
    /**
     * Blocks until it is done; fails with {@link io.deligate.bench.child.ChildFailure} when a process did not do its part.
     */
    Report run(Stage stage) throws InterruptedException;
}
