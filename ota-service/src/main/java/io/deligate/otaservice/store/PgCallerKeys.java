package io.deligate.otaservice.store;

import io.deligate.apiaccess.ApiRole;
import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.access.CallerKeys;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.List;

/** API keys from the view that registry-service publishes in the same database. */
public final class PgCallerKeys implements CallerKeys {
    private static final String ALL = "SELECT key_id, name, role, hash, expires_at FROM registry.published_api_keys";

    private final Pool pool;

    public PgCallerKeys(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<List<Key>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> rows.stream().map(PgCallerKeys::read).toList());
    }

    /** A role that is new is none that may do anything here but read. */
    private static Key read(Row row) {
        ApiRole role = ApiRole.parse(row.getString("role")).orElse(ApiRole.VIEWER);
        return new Key(
                new Caller(row.getString("key_id"), row.getString("name"), role),
                row.getBuffer("hash").getBytes(),
                Times.readOrNull(row.getOffsetDateTime("expires_at")));
    }
}
