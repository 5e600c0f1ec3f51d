package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobKind;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.job.JobState;
import io.deligate.registryservice.job.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jobs in PostgreSQL, for those who ask for them. */
public final class PgJobs implements Jobs {
    static final String COLUMNS =
            "job_id, kind, state, parameters::text AS parameters, total, done, failed, position, attempts, created_at";
    private static final String PREPARE = """
            INSERT INTO jobs (job_id, kind, state, parameters, created_by, created_at)
            VALUES ($1, $2, 'receiving', $3::text::json, $4, now())""";
    private static final String BEGIN = "UPDATE jobs SET state = 'running' WHERE job_id = $1 AND state = 'receiving'";
    private static final String DISCARD = "DELETE FROM jobs WHERE job_id = $1 AND state = 'receiving'";
    private static final String FIND = "SELECT " + COLUMNS + " FROM jobs WHERE job_id = $1 AND state <> 'receiving'";
    private static final String LIST = "SELECT " + COLUMNS + """
             FROM jobs WHERE state <> 'receiving'
             AND ($1 = '' OR (created_at, job_id) < (SELECT created_at, job_id FROM jobs WHERE job_id = $1))
            ORDER BY created_at DESC, job_id DESC LIMIT $2""";
    private static final String RESULTS = """
            SELECT rank, line, device_id, outcome, detail FROM job_results
            WHERE job_id = $1 AND (rank, line) > ($2, $3) ORDER BY rank, line LIMIT $4""";
    private static final Pattern RESULT_KEY = Pattern.compile("(\\d):(\\d{1,18})");
    private static final List<JobResult.Rank> RANKS = List.of(JobResult.Rank.values());

    private final Pool pool;
    private final Transactions transactions;

    public PgJobs(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<String> prepare(JobKind kind, JsonObject parameters, Actor actor) {
        String id = UUID.randomUUID().toString();
        return pool.preparedQuery(PREPARE)
                .execute(Tuple.of(id, kind.text(), parameters.encode(), actor.id()))
                .map(id);
    }

    @Override
    public Future<Void> begin(String id, String action, Actor actor) {
        return transactions.run(actor, transaction -> {
            transaction.audit(AuditEntry.of(action, "job:" + id));
            return transaction.query(BEGIN, Tuple.of(id)).mapEmpty();
        });
    }

    @Override
    public Future<Void> discard(String id) {
        return pool.preparedQuery(DISCARD).execute(Tuple.of(id)).mapEmpty();
    }

    @Override
    public Future<Optional<Job>> find(String id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().map(PgJobs::read).findFirst());
    }

    @Override
    public Future<Page<Job>> list(PageRequest page) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(page.after(), page.rows()))
                .map(rows -> Page.of(rows.stream().map(PgJobs::read).toList(), page, Job::id));
    }

    @Override
    public Future<Page<JobResult>> results(String id, PageRequest page) {
        Matcher after = RESULT_KEY.matcher(page.after());
        boolean goesOn = after.matches();
        short rank = goesOn ? Short.parseShort(after.group(1)) : -1;
        long line = goesOn ? Long.parseLong(after.group(2)) : -1;
        return pool.preparedQuery(RESULTS)
                .execute(Tuple.of(id, rank, line, page.rows()))
                .map(rows -> Page.of(
                        rows.stream().map(PgJobs::readResult).toList(),
                        page,
                        result -> result.rank().ordinal() + ":" + result.line()));
    }

    private static JobResult readResult(Row row) {
        return new JobResult(
                RANKS.get(row.getShort("rank")),
                row.getLong("line"),
                row.getString("device_id"),
                row.getString("outcome"),
                row.getString("detail"));
    }

    static Job read(Row row) {
        return new Job(
                row.getString("job_id"),
                Stored.known("kind", row.getString("kind"), JobKind::parse),
                Stored.known("state", row.getString("state"), JobState::parse),
                new JsonObject(row.getString("parameters")),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("failed"),
                row.getString("position"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
