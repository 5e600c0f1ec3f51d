package io.deligate.registryservice.store;

import io.deligate.registryservice.logdrop.DropAccount;
import io.deligate.registryservice.logdrop.DropAccounts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts for logs in PostgreSQL; each comes and goes with its command. */
public final class PgDropAccounts implements DropAccounts {
    private static final String ADD = """
            INSERT INTO log_drops (user_name, password, expires_at)
            VALUES ($1, $2, now() + make_interval(secs => $3))""";
    private static final String FIND = """
            SELECT user_name, password, extract(epoch FROM expires_at - now())::double precision AS seconds_left
            FROM log_drops WHERE user_name = $1 AND expires_at > now()""";

    private final Pool pool;

    public PgDropAccounts(Pool pool) {
        this.pool = pool;
    }

    /** Succeeds when the account, if there is one, is part of the transaction. */
    static Future<Void> add(Transaction transaction, @Nullable DropAccount account) {
        return account == null
                ? Future.succeededFuture()
                : transaction
                        .query(ADD, Tuple.of(account.user(), Buffer.buffer(account.passwordHash()), (double)
                                account.left().toSeconds()))
                        .mapEmpty();
    }

    @Override
    public Future<Optional<DropAccount>> find(String user) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(user))
                .map(rows -> rows.stream().map(PgDropAccounts::read).findFirst());
    }

    private static DropAccount read(Row row) {
        return new DropAccount(
                row.getString("user_name"), row.getBuffer("password").getBytes(), Duration.ofMillis((long)
                        (row.getDouble("seconds_left") * 1000)));
    }
}
