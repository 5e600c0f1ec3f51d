package io.deligate.registryservice.store;

import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.exporting.Exports;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobLost;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Exports in PostgreSQL. */
public final class PgExports implements Exports {
    private static final String COUNTED =
            "UPDATE jobs SET total = $3, heartbeat = now() WHERE job_id = $1 AND owner = $2 AND state = 'running'";
    private static final String MOVE_ON = """
            UPDATE jobs SET done = done + $3, position = $4, heartbeat = now(), attempts = 0
            WHERE job_id = $1 AND owner = $2 AND state = 'running'""";
    private static final String FINISH = """
            UPDATE jobs SET state = 'completed', total = done, finished_at = now()
            WHERE job_id = $1 AND owner = $2 AND state = 'running'""";

    private final Transactions transactions;
    private final PgDevices devices;
    private final PgChunks chunks;

    public PgExports(Transactions transactions, PgDevices devices, PgChunks chunks) {
        this.transactions = transactions;
        this.devices = devices;
        this.chunks = chunks;
    }

    @Override
    public Future<Void> counted(Job job, String owner, DeviceFilter filter) {
        return devices.count(filter)
                .compose(total -> transactions.run(
                        Actor.PLATFORM,
                        transaction -> transaction
                                .query(COUNTED, Tuple.of(job.id(), owner, total))
                                .compose(PgExports::ifOwned)));
    }

    @Override
    public Future<Void> append(Job job, String owner, int seq, Buffer piece, int count, String position) {
        return transactions.run(
                Actor.PLATFORM,
                transaction -> transaction
                        .query(MOVE_ON, Tuple.of(job.id(), owner, (long) count, position))
                        .compose(PgExports::ifOwned)
                        .compose(none -> transaction.query(PgChunks.APPEND, chunks.row(job.id(), seq, piece)))
                        .mapEmpty());
    }

    @Override
    public Future<Void> finish(Job job, String owner) {
        return transactions.run(
                Actor.PLATFORM,
                transaction ->
                        transaction.query(FINISH, Tuple.of(job.id(), owner)).compose(PgExports::ifOwned));
    }

    private static Future<Void> ifOwned(RowSet<Row> done) {
        return done.rowCount() == 1 ? Future.succeededFuture() : Future.failedFuture(new JobLost());
    }
}
