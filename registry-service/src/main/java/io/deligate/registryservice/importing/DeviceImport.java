package io.deligate.registryservice.importing;

import io.deligate.registryservice.job.ChunkStream;
import io.deligate.registryservice.job.Chunks;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobQueue;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.job.JobTask;
import io.deligate.registryservice.job.Loop;
import io.deligate.registryservice.job.RunningJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registers the devices of a file, some lines in one transaction.
 *
 * <p>The file is read twice: once to know that all of it can be read and how long it is, so that a file in a wrong
 * encoding changes nothing; then to work. Who takes over behind a dead owner reads up to where that one came.
 */
public final class DeviceImport implements JobTask {
    private static final int STEP = 1_000;
    private static final int LOOK_AHEAD = 5_000;

    private final Vertx vertx;
    private final Chunks chunks;
    private final JobQueue queue;
    private final Imports imports;
    private final ImportPlanner planner;
    private final Counter lines;

    public DeviceImport(
            Vertx vertx, Chunks chunks, JobQueue queue, Imports imports, ImportPlanner planner, MeterRegistry meters) {
        this.vertx = vertx;
        this.chunks = chunks;
        this.queue = queue;
        this.imports = imports;
        this.planner = planner;
        this.lines = Counter.builder("deligate.registry.import.lines")
                .description("Lines of imported files that were looked at")
                .register(meters);
    }

    @Override
    public Future<Void> run(RunningJob running) {
        Job job = running.job();
        Future<Void> checked = job.total() > 0 ? Future.succeededFuture() : count(running);
        return checked.compose(none -> running.isStopped() ? Future.succeededFuture() : work(running))
                .recover(failure -> failure instanceof FileFault fault
                        ? queue.fail(job.id(), running.owner(), unusable(fault))
                        : Future.failedFuture(failure));
    }

    private Future<Void> count(RunningJob running) {
        File file = new File(running.job());
        return Loop.whileTrue(() -> file.next(LOOK_AHEAD).map(read -> !read.isEmpty() && !running.isStopped()))
                .compose(none -> running.isStopped()
                        ? Future.succeededFuture()
                        : imports.counted(running.job(), running.owner(), file.lines));
    }

    /** Goes on behind what is done, to the end or until it is stopped. */
    private Future<Void> work(RunningJob running) {
        Job job = running.job();
        File file = new File(job);
        return Loop.whileTrue(() -> {
            long done = file.lines;
            long skipped = job.done() - done;
            if (skipped > 0) {
                return file.next((int) Math.min(LOOK_AHEAD, skipped)).map(read -> !read.isEmpty());
            }
            return file.next(STEP).compose(read -> {
                if (running.isStopped()) {
                    return Future.succeededFuture(false);
                }
                return read.isEmpty()
                        ? imports.finish(job, running.owner()).map(false)
                        : apply(running, done, read, file.order.dryRun()).map(true);
            });
        });
    }

    private Future<Void> apply(RunningJob running, long done, List<Line> read, boolean dryRun) {
        return imports.apply(
                        running.job(),
                        running.owner(),
                        done,
                        read,
                        (known, now) -> vertx.executeBlocking(() -> planner.plan(read, known, dryRun, now), false))
                .onSuccess(none -> lines.increment(read.size()));
    }

    private static JobResult unusable(FileFault fault) {
        return new JobResult(
                JobResult.Rank.REFUSED, fault.line(), "", "invalid", fault.getMessage() + "; nothing was changed");
    }

    /** The file from its beginning; read on worker threads, one step after the other. */
    private final class File {
        private final ImportOrder order;
        private final ChunkStream bytes;
        private @Nullable LineSource source;
        /** How many have been read. */
        private long lines;

        File(Job job) {
            this.order = ImportOrder.of(job.parameters());
            this.bytes = new ChunkStream(chunks, job.id());
        }

        /** Succeeds with the next lines, none at the end; fails with {@link FileFault}. */
        Future<List<Line>> next(int most) {
            return vertx.executeBlocking(() -> read(most), false).onSuccess(read -> lines += read.size());
        }

        private List<Line> read(int most) throws IOException {
            LineSource open = source == null ? order.format().open(bytes) : source;
            source = open;
            List<Line> read = new ArrayList<>();
            while (read.size() < most) {
                Line line = open.next();
                if (line == null) {
                    break;
                }
                read.add(line);
            }
            return read;
        }
    }
}
