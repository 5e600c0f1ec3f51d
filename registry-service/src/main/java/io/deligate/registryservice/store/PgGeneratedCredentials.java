package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.registryservice.importing.GeneratedCredentials;
import io.deligate.registryservice.importing.ImportPlan;
import io.deligate.registryservice.job.Loop;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Made-up passwords in PostgreSQL, sealed; handed out and deleted in one transaction. */
public final class PgGeneratedCredentials implements GeneratedCredentials {
    private static final String COUNT = "SELECT count(*) AS waiting FROM job_credentials WHERE job_id = $1";
    private static final String HOLD =
            "SELECT job_id FROM jobs WHERE job_id = $1 AND state <> 'running' FOR UPDATE SKIP LOCKED";
    private static final String NEXT = """
            SELECT line, device_id, username, sealed FROM job_credentials
            WHERE job_id = $1 AND line > $2 ORDER BY line LIMIT 500""";
    private static final String FORGET = "DELETE FROM job_credentials WHERE job_id = $1";

    private final Pool pool;
    private final Transactions transactions;
    private final Sealer sealer;

    public PgGeneratedCredentials(Pool pool, Transactions transactions, Sealer sealer) {
        this.pool = pool;
        this.transactions = transactions;
        this.sealer = sealer;
    }

    /** What a password was sealed for. */
    static String owner(String jobId, String deviceId) {
        return "job " + jobId + " device " + deviceId;
    }

    @Override
    public Future<Long> count(String jobId) {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.of(jobId))
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    @Override
    public Future<Void> take(String jobId, Actor actor, Function<List<ImportPlan.Generated>, Future<Void>> receiver) {
        return transactions.run(
                actor,
                transaction -> transaction
                        .query(HOLD, Tuple.of(jobId))
                        .compose(held -> held.size() == 0
                                ? Future.failedFuture("somebody else is fetching these")
                                : handOut(jobId, transaction, receiver))
                        .compose(none -> {
                            transaction.audit(AuditEntry.of("takeJobCredentials", "job:" + jobId));
                            return transaction.query(FORGET, Tuple.of(jobId)).mapEmpty();
                        }));
    }

    private Future<Void> handOut(
            String jobId, Transaction transaction, Function<List<ImportPlan.Generated>, Future<Void>> receiver) {
        AtomicLong line = new AtomicLong(-1);
        return Loop.whileTrue(() -> transaction
                .query(NEXT, Tuple.of(jobId, line.get()))
                .compose(rows -> {
                    List<ImportPlan.Generated> some =
                            rows.stream().map(row -> open(jobId, row)).toList();
                    if (some.isEmpty()) {
                        return Future.succeededFuture(false);
                    }
                    line.set(some.get(some.size() - 1).line());
                    return receiver.apply(some).map(true);
                }));
    }

    private ImportPlan.Generated open(String jobId, Row row) {
        String device = row.getString("device_id");
        Secret password = new Secret(sealer.open(row.getBuffer("sealed").getBytes(), owner(jobId, device)));
        return new ImportPlan.Generated(
                row.getLong("line"), new DeviceId(device), new Credentials(row.getString("username"), password));
    }
}
