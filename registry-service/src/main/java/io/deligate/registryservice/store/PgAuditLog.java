package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.audit.AuditFilter;
import io.deligate.registryservice.audit.AuditLine;
import io.deligate.registryservice.audit.AuditLog;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;

/** The audit in PostgreSQL. */
public final class PgAuditLog implements AuditLog {
    private static final String COLUMNS = "audit_id, at, actor, actor_name, action, target, detail::text AS detail";

    private final Pool pool;

    public PgAuditLog(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Page<AuditLine>> list(AuditFilter filter, PageRequest page) {
        Where where = new Where()
                .and("audit_id < $", page.after().isEmpty() ? null : Long.valueOf(page.after()))
                .and("at >= $", Times.writeOrNull(filter.since()))
                .and("actor = $", filter.actor())
                .and("target = $", filter.target());
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM audit WHERE " + where.text()
                        + " ORDER BY audit_id DESC LIMIT " + page.rows())
                .execute(where.values())
                .map(rows -> Page.of(
                        rows.stream().map(PgAuditLog::read).toList(), page, line -> String.valueOf(line.number())));
    }

    private static AuditLine read(Row row) {
        return new AuditLine(
                row.getLong("audit_id"),
                row.getOffsetDateTime("at").toInstant(),
                new Actor(row.getString("actor"), row.getString("actor_name")),
                row.getString("action"),
                row.getString("target"),
                row.getString("detail"));
    }
}
