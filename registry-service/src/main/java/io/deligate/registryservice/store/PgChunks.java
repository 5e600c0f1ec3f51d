package io.deligate.registryservice.store;

import io.deligate.registryservice.job.Chunks;
import io.deligate.registryservice.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Files of jobs in PostgreSQL, sealed: a file to be imported may hold passwords. */
public final class PgChunks implements Chunks {
    static final String APPEND = "INSERT INTO job_chunks (job_id, seq, sealed) VALUES ($1, $2, $3)";
    private static final String READ = "SELECT sealed FROM job_chunks WHERE job_id = $1 AND seq = $2";

    private final Pool pool;
    private final Sealer sealer;

    public PgChunks(Pool pool, Sealer sealer) {
        this.pool = pool;
        this.sealer = sealer;
    }

    @Override
    public Future<Void> append(String jobId, int seq, Buffer bytes) {
        return pool.preparedQuery(APPEND).execute(row(jobId, seq, bytes)).mapEmpty();
    }

    /** The row of a piece, for whoever stores it together with something else. */
    Tuple row(String jobId, int seq, Buffer bytes) {
        return Tuple.of(jobId, seq, Buffer.buffer(sealer.sealBytes(bytes.getBytes(), owner(jobId, seq))));
    }

    @Override
    public Future<Optional<Buffer>> read(String jobId, int seq) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(jobId, seq))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> Buffer.buffer(
                                sealer.openBytes(row.getBuffer("sealed").getBytes(), owner(jobId, seq)))));
    }

    /** A piece opens only in its own place. */
    private static String owner(String jobId, int seq) {
        return "job " + jobId + " piece " + seq;
    }
}
