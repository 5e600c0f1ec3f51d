package io.deligate.registryservice.importing;

import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobLost;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** Where imports happen. Each step is one transaction and fails with {@link JobLost} when somebody else has the job. */
public interface Imports {
    /** Remembers how many lines there are. */
    Future<Void> counted(Job job, String owner, long total);

    /**
     * Registers what the plan for these lines says and moves the job on behind them. The plan is made of what the
     * database holds, at one point in time, and may be asked for again.
     *
     * @param done how many lines were done before
     */
    Future<Void> apply(
            Job job,
            String owner,
            long done,
            List<Line> lines,
            BiFunction<KnownFleet, Instant, Future<ImportPlan>> plan);

    /** Ends the job; its file is forgotten. */
    Future<Void> finish(Job job, String owner);
}
