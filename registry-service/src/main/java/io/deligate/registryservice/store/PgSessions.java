package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.change.SessionClosing;
import io.deligate.registryservice.notice.Notice;
import io.deligate.registryservice.presence.SessionChange;
import io.deligate.registryservice.presence.SessionTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                RETURNING device_id, product, status, session_epoch, online, (xmax = 0) AS registered)
            SELECT a.device_id, a.product, a.registered, a.session_epoch, a.status = 'banned' AS banned,
                   p.status = 'disabled' AS disabled,
                   a.online AND a.session_epoch > COALESCE(before.session_epoch, -1) AS began
            FROM applied a
            JOIN products p ON p.model = a.product
            LEFT JOIN devices before ON before.device_id = a.device_id""";

    private final Transactions transactions;

    public PgSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Future<Integer> apply(Collection<SessionChange> changes) {
        return transactions.run(Actor.PLATFORM, transaction -> {
            changes.forEach(change -> transaction.changed(change.device()));
            return transaction.query(APPLY, columns(changes, transaction)).compose(rows -> {
                int registered = 0;
                Map<DeviceId, Long> began = new HashMap<>();
                for (Row row : rows) {
                    registered += announce(row, transaction);
                    if (row.getBoolean("began")) {
                        began.put(new DeviceId(row.getString("device_id")), row.getLong("session_epoch"));
                    }
                }
                return catchUp(began, transaction).map(registered);
            });
        });
    }

    /**
     * Returns how many devices this registers. A device that was let in just before its ban, or its product's, hears of it
     * now: then its session was not known yet (R14).
     */
    private static int announce(Row row, Transaction transaction) {
        DeviceId device = new DeviceId(row.getString("device_id"));
        if (row.getBoolean("began") && row.getBoolean("banned")) {
            transaction.send(SessionClosing.BANNED.of(device));
        } else if (row.getBoolean("began") && row.getBoolean("disabled")) {
            transaction.send(SessionClosing.PRODUCT_DISABLED.of(device));
        }
        if (!row.getBoolean("registered")) {
            return 0;
        }
        transaction.event(
                DeviceEvent.Kind.REGISTERED,
                device,
                new JsonObject().put("product", row.getString("product")).put("by", "connect"));
        return 1;
    }

    /** A new session is told what its device has not acknowledged yet (A61, R109). */
    private static Future<Void> catchUp(Map<DeviceId, Long> began, Transaction transaction) {
        if (began.isEmpty()) {
            return Future.succeededFuture();
        }
        return PgNotices.owed(transaction, began.keySet()).map(owed -> {
            for (Notice notice : owed) {
                transaction.send(notice.toRecord(transaction.now(), String.valueOf(began.get(notice.device()))));
            }
            return null;
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
