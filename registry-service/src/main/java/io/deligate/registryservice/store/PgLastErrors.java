package io.deligate.registryservice.store;

import io.deligate.registryservice.refusal.LastError;
import io.deligate.registryservice.refusal.LastErrors;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

/** The newest trouble of each device, in PostgreSQL; no cache holds it, so nobody is told of a change. */
public final class PgLastErrors implements LastErrors {
    private static final String APPLY = """
            WITH held AS (
                SELECT device_id FROM devices WHERE device_id = ANY ($1) ORDER BY device_id FOR NO KEY UPDATE)
            UPDATE devices d SET last_error = i.text, last_error_at = i.at
            FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS i (device_id, text, at), held
            WHERE d.device_id = i.device_id AND held.device_id = d.device_id
              AND (d.last_error_at IS NULL OR d.last_error_at < i.at)""";

    private final Pool pool;

    public PgLastErrors(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Void> apply(Collection<LastError> errors) {
        List<LastError> rows = List.copyOf(errors);
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(rows.stream().map(row -> row.device().value()).toArray(String[]::new));
        columns.addArrayOfString(rows.stream().map(LastError::text).toArray(String[]::new));
        columns.addArrayOfOffsetDateTime(
                rows.stream().map(row -> Times.write(row.at())).toArray(OffsetDateTime[]::new));
        return pool.preparedQuery(APPLY).execute(columns).<Void>mapEmpty().recover(DataFault::explained);
    }
}
