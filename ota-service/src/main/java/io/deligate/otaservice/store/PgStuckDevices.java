package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Stuck;
import io.deligate.otaservice.rollout.StuckDevices;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stuck devices in PostgreSQL. Who takes a step writes that down under an advisory lock, and has half a minute: what it
 * stores later than somebody else's step does not count.
 */
public final class PgStuckDevices implements StuckDevices {
    /** Any number will do that nobody else in this database takes. */
    private static final long LOCK = 0x0DE1_5CA2_57CCL;

    private static final Duration HELD = Duration.ofSeconds(30);

    private static final String TRY = "SELECT pg_try_advisory_xact_lock($1) AS mine";

    /** One that was begun first, then one that has not been for long. Late reports may still end what is over. */
    private static final String DUE = """
            SELECT m.product, s.number, s.ended_at
            FROM models m LEFT JOIN scans s ON s.product = m.product
            WHERE COALESCE(s.held_until < $2, true) AND (
               (s.product IS NOT NULL AND s.ended_at IS NULL) OR (COALESCE(s.ended_at < $1, true) AND EXISTS (
                   SELECT FROM rollouts r WHERE r.product = m.product AND (r.state IN ('running', 'paused')
                       OR (r.state IN ('completed', 'aborted') AND r.since > now() - interval '30 days')))))
            ORDER BY s.product IS NOT NULL AND s.ended_at IS NULL DESC, s.ended_at NULLS FIRST, m.product LIMIT 1""";

    private static final String BEGIN = """
            INSERT INTO scans AS s (product, number, after, found, held_until) VALUES ($1, 1, '', '{}', $2)
            ON CONFLICT (product) DO UPDATE SET number = s.number + 1, after = '', found = '{}', ended_at = NULL,
                held_until = EXCLUDED.held_until
            RETURNING product, number, after, found""";
    private static final String HOLD = """
            UPDATE scans SET held_until = $2 WHERE product = $1 RETURNING product, number, after, found""";

    private static final String ADD = """
            INSERT INTO stuck AS s (rollout_id, device_id, version, since, reason, scan)
            SELECT i.rollout_id, i.device_id, i.version, i.since,
                   CASE WHEN f.device_id IS NULL THEN i.reason ELSE 'failed' END, $6
            FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
                 AS i (rollout_id, device_id, version, since, reason)
            LEFT JOIN failures f ON f.rollout_id = i.rollout_id AND f.device_id = i.device_id
            ON CONFLICT (rollout_id, device_id) DO UPDATE SET version = EXCLUDED.version, reason = EXCLUDED.reason,
                since = LEAST(s.since, EXCLUDED.since), scan = EXCLUDED.scan""";

    private static final String GO_ON = """
            UPDATE scans SET after = $2, found = $3, ended_at = $4, held_until = NULL
            WHERE product = $1 AND number = $5 AND after = $6""";
    private static final String CLEAR = """
            DELETE FROM stuck s USING rollouts r
            WHERE r.rollout_id = s.rollout_id AND r.product = $1 AND s.scan <> $2""";
    private static final String FORGET = """
            DELETE FROM failures f USING rollouts r
            WHERE r.rollout_id = f.rollout_id AND r.product = $1 AND r.state IN ('completed', 'aborted')
              AND r.since < now() - interval '30 days'""";
    private static final String COUNT = """
            UPDATE rollouts SET stuck = COALESCE(($2::json ->> rollout_id)::bigint, 0), stuck_at = $3
            WHERE product = $1 AND state <> 'draft'""";

    private static final String LIST = """
            SELECT rollout_id, device_id, version, since, reason FROM stuck
            WHERE rollout_id = $1 AND device_id > $2 ORDER BY device_id LIMIT $3""";
    private static final String LOOKED = "SELECT stuck_at FROM rollouts WHERE rollout_id = $1";

    private final Pool pool;

    public PgStuckDevices(Pool pool) {
        this.pool = pool;
    }

    /** The look under way. */
    private record Scan(ProductModel product, long number, String after, JsonObject found) {
        static Scan of(Row row) {
            return new Scan(
                    new ProductModel(row.getString("product")),
                    row.getLong("number"),
                    row.getString("after"),
                    (JsonObject) row.getValue("found"));
        }
    }

    @Override
    public Future<Boolean> step(Instant now, Duration every, Step step) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(TRY)
                        .execute(Tuple.of(LOCK))
                        .compose(rows -> rows.iterator().next().getBoolean("mine")
                                ? due(connection, now, now.minus(every))
                                : Future.succeededFuture(Optional.<Scan>empty())))
                .compose(due -> due.isEmpty() ? Future.succeededFuture(false) : take(due.get(), step, now));
    }

    private static Future<Optional<Scan>> due(SqlConnection connection, Instant now, Instant endedBefore) {
        return connection
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.write(endedBefore), Times.write(now)))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    Row row = rows.iterator().next();
                    boolean begun = row.getLong("number") != null && row.getOffsetDateTime("ended_at") == null;
                    return connection
                            .preparedQuery(begun ? HOLD : BEGIN)
                            .execute(Tuple.of(row.getString("product"), Times.write(now.plus(HELD))))
                            .map(held -> Optional.of(Scan.of(held.iterator().next())));
                });
    }

    private Future<Boolean> take(Scan scan, Step step, Instant now) {
        return step.at(scan.product(), scan.after())
                .compose(page -> pool.withTransaction(connection -> store(connection, scan, page, now)))
                .map(true);
    }

    private static Future<RowSet<Row>> store(SqlConnection connection, Scan scan, Page page, Instant now) {
        JsonObject found = scan.found().copy();
        List<Stuck> listed = new ArrayList<>();
        for (Stuck device : page.found()) {
            int number = found.getInteger(device.rolloutId(), 0) + 1;
            found.put(device.rolloutId(), number);
            if (number <= MOST_LISTED) {
                listed.add(device);
            }
        }
        OffsetDateTime end = page.last() == null ? Times.write(now) : null;
        Tuple step = Tuple.tuple()
                .addString(scan.product().value())
                .addString(page.last() == null ? "" : page.last())
                .addValue(found)
                .addOffsetDateTime(end)
                .addLong(scan.number())
                .addString(scan.after());
        return connection
                .preparedQuery(GO_ON)
                .execute(step)
                .compose(taken -> taken.rowCount() == 1
                        ? connection.preparedQuery(ADD).execute(columns(listed, scan.number()))
                        : Future.failedFuture("the step took too long, and somebody else took it"))
                .compose(done -> end == null ? Future.succeededFuture(done) : end(connection, scan, found, end));
    }

    private static Future<RowSet<Row>> end(SqlConnection connection, Scan scan, JsonObject found, OffsetDateTime at) {
        String product = scan.product().value();
        return connection
                .preparedQuery(CLEAR)
                .execute(Tuple.of(product, scan.number()))
                .compose(done -> connection.preparedQuery(FORGET).execute(Tuple.of(product)))
                .compose(done -> connection.preparedQuery(COUNT).execute(Tuple.of(product, found, at)));
    }

    private static Tuple columns(List<Stuck> listed, long scan) {
        return Tuple.tuple()
                .addArrayOfString(listed.stream().map(Stuck::rolloutId).toArray(String[]::new))
                .addArrayOfString(listed.stream().map(Stuck::device).toArray(String[]::new))
                .addArrayOfString(listed.stream().map(Stuck::version).toArray(String[]::new))
                .addArrayOfOffsetDateTime(
                        listed.stream().map(each -> Times.write(each.since())).toArray(OffsetDateTime[]::new))
                .addArrayOfString(
                        listed.stream().map(each -> each.reason().text()).toArray(String[]::new))
                .addLong(scan);
    }

    @Override
    public Future<List<Stuck>> list(String rolloutId, String after, int rows) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(rolloutId, after, rows))
                .map(found -> found.stream()
                        .map(row -> new Stuck(
                                row.getString("rollout_id"),
                                row.getString("device_id"),
                                row.getString("version"),
                                row.getOffsetDateTime("since").toInstant(),
                                Stuck.Reason.parse(row.getString("reason"))))
                        .toList());
    }

    @Override
    public Future<Optional<Instant>> lookedAt(String rolloutId) {
        return pool.preparedQuery(LOOKED)
                .execute(Tuple.of(rolloutId))
                .map(rows -> rows.stream()
                        .findFirst()
                        .flatMap(row -> Optional.ofNullable(Times.readOrNull(row.getOffsetDateTime("stuck_at")))));
    }
}
