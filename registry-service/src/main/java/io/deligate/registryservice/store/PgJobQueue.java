package io.deligate.registryservice.store;

import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobQueue;
import io.deligate.registryservice.job.JobResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Jobs in PostgreSQL, for those who do them. All times are the database's, so no two clocks are compared. */
public final class PgJobQueue implements JobQueue {
    private static final String TAKE = """
            UPDATE jobs SET owner = $1, heartbeat = now(), attempts = attempts + 1
            WHERE job_id = (
                SELECT job_id FROM jobs
                WHERE state = 'running' AND (owner IS NULL OR heartbeat < now() - interval '20 seconds')
                ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + PgJobs.COLUMNS;
    private static final String BEAT =
            "UPDATE jobs SET heartbeat = now() WHERE job_id = $1 AND owner = $2 AND state = 'running'";
    private static final String RELEASE =
            "UPDATE jobs SET owner = NULL, heartbeat = NULL WHERE job_id = $1 AND owner = $2 AND state = 'running'";
    private static final String FAIL = """
            WITH failed AS (
                UPDATE jobs SET state = 'failed', finished_at = now()
                WHERE job_id = $1 AND owner = $2 AND state = 'running' RETURNING job_id, kind),
            forgotten AS (DELETE FROM job_chunks USING failed WHERE job_chunks.job_id = failed.job_id)
            INSERT INTO job_results (job_id, rank, line, device_id, outcome, detail)
            SELECT job_id, $3, $4, $5, $6, $7 FROM failed""";
    private static final List<String> SWEEPS = List.of(
            "DELETE FROM jobs WHERE state = 'receiving' AND created_at < now() - interval '1 hour'",
            "DELETE FROM jobs WHERE finished_at < now() - interval '30 days'",
            "DELETE FROM job_credentials c USING jobs j "
                    + "WHERE j.job_id = c.job_id AND j.finished_at < now() - interval '7 days'",
            "DELETE FROM job_chunks c USING jobs j "
                    + "WHERE j.job_id = c.job_id AND j.finished_at < now() - interval '1 day'");

    private final Pool pool;

    public PgJobQueue(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Optional<Job>> take(String owner) {
        return pool.preparedQuery(TAKE)
                .execute(Tuple.of(owner))
                .map(rows -> rows.stream().map(PgJobs::read).findFirst());
    }

    @Override
    public Future<Boolean> beat(String id, String owner) {
        return pool.preparedQuery(BEAT).execute(Tuple.of(id, owner)).map(done -> done.rowCount() == 1);
    }

    @Override
    public Future<Void> release(String id, String owner) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(id, owner)).mapEmpty();
    }

    @Override
    public Future<Void> fail(String id, String owner, JobResult why) {
        return pool.preparedQuery(FAIL)
                .execute(Tuple.of(
                        id,
                        owner,
                        (short) why.rank().ordinal(),
                        why.line(),
                        why.deviceId(),
                        why.outcome(),
                        why.detail()))
                .mapEmpty();
    }

    @Override
    public Future<Void> sweep() {
        Future<Void> swept = Future.succeededFuture();
        for (String sweep : SWEEPS) {
            swept = swept.compose(none -> pool.query(sweep).execute().mapEmpty());
        }
        return swept;
    }
}
