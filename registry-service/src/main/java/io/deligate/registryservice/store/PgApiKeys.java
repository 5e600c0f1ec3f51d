package io.deligate.registryservice.store;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.ApiKeys;
import io.deligate.registryservice.access.StoredHash;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** API keys in PostgreSQL. */
public final class PgApiKeys implements ApiKeys {
    private static final String ALL = "SELECT key_id, name, role, hash, created_at, expires_at, used_at FROM api_keys";
    private static final String FIND = ALL + " WHERE key_id = $1";
    private static final String LIST = ALL + " WHERE key_id COLLATE \"C\" > $1 ORDER BY key_id COLLATE \"C\" LIMIT $2";
    private static final String PUT = """
            INSERT INTO api_keys (key_id, name, role, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (key_id) DO UPDATE
            SET name = EXCLUDED.name, role = EXCLUDED.role, hash = EXCLUDED.hash, created_at = EXCLUDED.created_at,
                expires_at = EXCLUDED.expires_at, used_at = NULL
            WHERE api_keys.hash <> EXCLUDED.hash OR api_keys.role <> EXCLUDED.role""";

    /** Those who stay. Held until the commit: of two administrators who remove each other, one must remain. */
    private static final String ADMINS = """
            SELECT key_id FROM api_keys WHERE role = 'admin' AND expires_at IS NULL
            ORDER BY key_id FOR UPDATE""";

    private static final String REMOVE = "DELETE FROM api_keys WHERE key_id = $1";
    private static final String USED =
            "UPDATE api_keys SET used_at = $2 WHERE key_id = $1 AND (used_at IS NULL OR used_at < $2)";

    private final Pool pool;
    private final Transactions transactions;

    public PgApiKeys(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<List<ApiKey>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> rows.stream().map(PgApiKeys::read).toList());
    }

    @Override
    public Future<Page<ApiKey>> list(PageRequest page) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(page.after(), page.rows()))
                .map(rows -> Page.of(rows.stream().map(PgApiKeys::read).toList(), page, ApiKey::id));
    }

    @Override
    public Future<Optional<ApiKey>> find(String id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().map(PgApiKeys::read).findFirst());
    }

    @Override
    public Future<Void> put(ApiKey key, Actor actor) {
        Tuple row = Tuple.of(
                key.id(),
                key.name(),
                key.role().text(),
                Buffer.buffer(key.hash().bytes()),
                Times.write(key.createdAt()),
                Times.writeOrNull(key.expiresAt()));
        return transactions.run(
                actor,
                transaction -> transaction.query(PUT, row).map(done -> {
                    if (done.rowCount() == 1) {
                        JsonObject detail = new JsonObject()
                                .put("name", key.name())
                                .put("role", key.role().text())
                                .put("expires_at", key.expiresAt());
                        transaction.audit(new AuditEntry("createApiKey", target(key.id()), detail));
                    }
                    return null;
                }));
    }

    @Override
    public Future<Removal> remove(String id, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction.query(ADMINS, Tuple.tuple()).compose(rows -> {
                    List<String> admins =
                            rows.stream().map(row -> row.getString("key_id")).toList();
                    if (admins.equals(List.of(id))) {
                        return Future.succeededFuture(Removal.LAST_ADMIN);
                    }
                    return transaction.query(REMOVE, Tuple.of(id)).map(done -> {
                        if (done.rowCount() == 0) {
                            return Removal.UNKNOWN;
                        }
                        transaction.audit(AuditEntry.of("deleteApiKey", target(id)));
                        return Removal.DONE;
                    });
                }));
    }

    @Override
    public Future<Void> used(String id, Instant at) {
        return pool.preparedQuery(USED).execute(Tuple.of(id, Times.write(at))).mapEmpty();
    }

    private static String target(String id) {
        return "key:" + id;
    }

    private static ApiKey read(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("name"),
                Stored.known("role", row.getString("role"), ApiRole::parse),
                new StoredHash(row.getBuffer("hash").getBytes()),
                row.getOffsetDateTime("created_at").toInstant(),
                Times.readOrNull(row.getOffsetDateTime("expires_at")),
                Times.readOrNull(row.getOffsetDateTime("used_at")));
    }
}
