package io.deligate.registryservice.store;

import io.deligate.registryservice.sealing.SealBroken;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Finds out at the start whether the secret key is the one that this database's secrets were sealed with. */
public final class PgSealCheck {
    private static final String OWNER = "seal check";
    private static final String REMEMBER =
            "INSERT INTO seal_check (sealed) VALUES ($1) ON CONFLICT (only_row) DO NOTHING";
    private static final String READ = "SELECT sealed FROM seal_check";

    private final Pool pool;
    private final Sealer sealer;

    public PgSealCheck(Pool pool, Sealer sealer) {
        this.pool = pool;
        this.sealer = sealer;
    }

    /** Succeeds when the key fits; fails with {@link StartFailure} when it is another one. */
    public Future<Void> check() {
        return pool.preparedQuery(REMEMBER)
                .execute(Tuple.of(Buffer.buffer(sealer.seal(OWNER, OWNER))))
                .compose(none -> pool.query(READ).execute())
                .compose(rows -> {
                    try {
                        var opened = sealer.open(
                                rows.iterator().next().getBuffer("sealed").getBytes(), OWNER);
                        return opened.equals(OWNER) ? Future.succeededFuture() : Future.failedFuture(wrongKey());
                    } catch (SealBroken wrong) {
                        return Future.failedFuture(wrongKey());
                    }
                });
    }

    private static StartFailure wrongKey() {
        return new StartFailure(
                "secret-key does not open what this database holds",
                "the key it was made with; set DELIGATE_SECRET_KEY");
    }
}
