package io.deligate.registryservice.store;

import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.ApiKeys;
import io.deligate.registryservice.access.ApiRole;
import io.deligate.registryservice.access.StoredHash;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;

/** API keys in PostgreSQL. */
public final class PgApiKeys implements ApiKeys {
    private static final String ALL = "SELECT key_id, name, role, hash FROM api_keys";
    private static final String PUT = """
            INSERT INTO api_keys (key_id, name, role, hash, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (key_id) DO UPDATE
            SET name = EXCLUDED.name, role = EXCLUDED.role, hash = EXCLUDED.hash, created_at = EXCLUDED.created_at
            WHERE api_keys.hash <> EXCLUDED.hash OR api_keys.role <> EXCLUDED.role""";

    private final Pool pool;
    private final Clock clock;

    public PgApiKeys(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Future<List<ApiKey>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> rows.stream().map(PgApiKeys::read).toList());
    }

    @Override
    public Future<Void> put(ApiKey key) {
        return pool.preparedQuery(PUT)
                .execute(Tuple.of(
                        key.id(),
                        key.name(),
                        key.role().text(),
                        Buffer.buffer(key.hash().bytes()),
                        Times.write(clock.instant())))
                .mapEmpty();
    }

    private static ApiKey read(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("name"),
                Stored.known("role", row.getString("role"), ApiRole::parse),
                new StoredHash(row.getBuffer("hash").getBytes()));
    }
}
