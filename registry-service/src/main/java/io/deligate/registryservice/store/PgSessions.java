package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.presence.SessionChange;
import io.deligate.registryservice.presence.SessionTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Sessions in PostgreSQL.
 *
 * <p>A row only ever moves to a higher epoch, so a batch may come twice or late. The connect before the newest one is
 * the batch's own second newest if that one is new to the row too, and otherwise the row's newest until now.
 */
public final class PgSessions implements SessionTable {
    private static final String APPLY = """
            WITH applied AS (
                INSERT INTO devices AS d (device_id, product, session_epoch, edge, online, connected_at,
                                          previous_epoch, previous_access, registered_at, updated_at)
                SELECT i.device_id, COALESCE(known.product, i.product), i.epoch, i.edge, i.online, i.began,
                       i.previous_epoch, i.previous_began, $9, $9
                FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::boolean[],
                            $7::bigint[], $8::timestamptz[])
                     AS i (device_id, product, edge, epoch, began, online, previous_epoch, previous_began)
                LEFT JOIN devices known ON known.device_id = i.device_id
                LEFT JOIN products p ON p.model = i.product
                WHERE known.device_id IS NOT NULL OR p.auth = 'product-key'
                ON CONFLICT (device_id) DO UPDATE SET
                    session_epoch = EXCLUDED.session_epoch,
                    edge = EXCLUDED.edge,
                    online = EXCLUDED.online,
                    updated_at = EXCLUDED.updated_at,
                    connected_at = CASE WHEN EXCLUDED.session_epoch > d.session_epoch
                        THEN EXCLUDED.connected_at ELSE d.connected_at END,
                    previous_epoch = CASE WHEN EXCLUDED.session_epoch > d.session_epoch
                        THEN GREATEST(EXCLUDED.previous_epoch, d.session_epoch) ELSE d.previous_epoch END,
                    previous_access = CASE
                        WHEN EXCLUDED.session_epoch = d.session_epoch THEN d.previous_access
                        WHEN EXCLUDED.previous_epoch > d.session_epoch THEN EXCLUDED.previous_access
                        ELSE d.connected_at END
                WHERE EXCLUDED.session_epoch > d.session_epoch
                   OR (EXCLUDED.session_epoch = d.session_epoch AND d.online AND NOT EXCLUDED.online)
                RETURNING device_id, product, (xmax = 0) AS registered)
            SELECT device_id, product FROM applied WHERE registered""";

    private final Transactions transactions;

    public PgSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Future<Integer> apply(Collection<SessionChange> changes) {
        return transactions.run(Actor.PLATFORM, transaction -> {
            changes.forEach(change -> transaction.changed(change.device()));
            return transaction.query(APPLY, columns(changes, transaction)).map(registered -> {
                registered.forEach(row -> transaction.event(
                        DeviceEvent.Kind.REGISTERED,
                        new DeviceId(row.getString("device_id")),
                        new JsonObject()
                                .put("product", row.getString("product"))
                                .put("by", "connect")));
                return registered.size();
            });
        });
    }

    private static Tuple columns(Collection<SessionChange> changes, Transaction transaction) {
        List<SessionChange> rows = List.copyOf(changes);
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(texts(rows, row -> row.device().value()));
        columns.addArrayOfString(texts(rows, row -> row.product().value()));
        columns.addArrayOfString(texts(rows, SessionChange::edge));
        columns.addArrayOfLong(rows.stream().map(SessionChange::epoch).toArray(Long[]::new));
        columns.addArrayOfOffsetDateTime(
                rows.stream().map(row -> Times.write(row.began())).toArray(OffsetDateTime[]::new));
        columns.addArrayOfBoolean(rows.stream().map(row -> !row.ended()).toArray(Boolean[]::new));
        columns.addArrayOfLong(rows.stream().map(SessionChange::previousEpoch).toArray(Long[]::new));
        columns.addArrayOfOffsetDateTime(
                rows.stream().map(row -> Times.writeOrNull(row.previousBegan())).toArray(OffsetDateTime[]::new));
        columns.addOffsetDateTime(Times.write(transaction.now()));
        return columns;
    }

    private static String[] texts(List<SessionChange> rows, Function<SessionChange, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
