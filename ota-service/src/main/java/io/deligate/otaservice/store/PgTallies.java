package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Outcome;
import io.deligate.otaservice.rollout.Outcome.Kind;
import io.deligate.otaservice.rollout.Tallies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters in PostgreSQL, beside how far they count. Whoever counts holds the rows of its partitions first and those of
 * the rollouts next, in their order, so two that count at once stand in a row.
 */
public final class PgTallies implements Tallies {
    /** Devices watched at once, of all rollouts; beyond, a success counts without a soak. */
    public static final int MOST_OBSERVED = 200_000;

    private static final int MOST_FAILURES = 100_000;

    private static final String BEGIN =
            "INSERT INTO counted (partition, next_offset) VALUES ($1, 0) ON CONFLICT (partition) DO NOTHING";
    private static final String COUNTED =
            "SELECT partition, next_offset FROM counted WHERE partition = ANY ($1) ORDER BY partition FOR UPDATE";
    private static final String NEXT = "UPDATE counted SET next_offset = $2 WHERE partition = $1 AND next_offset < $2";
    private static final String HOLD =
            "SELECT FROM rollouts WHERE rollout_id = ANY ($1) ORDER BY rollout_id FOR NO KEY UPDATE";
    private static final String IS_FULL =
            "SELECT count(*) >= $1 AS is_full FROM (SELECT FROM observations LIMIT $1) AS bounded";

    private static final String OFFERED = "UPDATE rollouts SET offered = offered + 1 WHERE rollout_id = $1";

    private static final String OBSERVE = """
            WITH opened AS (
                INSERT INTO observations (rollout_id, device_id, ends_at)
                SELECT $1::text, $2::text, $3::timestamptz
                WHERE $4 OR EXISTS (SELECT FROM failures WHERE rollout_id = $1 AND device_id = $2)
                ON CONFLICT DO NOTHING RETURNING rollout_id)
            UPDATE rollouts SET soaking = soaking + 1 WHERE rollout_id IN (SELECT rollout_id FROM opened)""";

    private static final String SUCCEEDED = """
            WITH cleared AS (DELETE FROM failures WHERE rollout_id = $1 AND device_id = $2 RETURNING device_id)
            UPDATE rollouts SET failed = failed - (SELECT count(*) FROM cleared),
                succeeded = succeeded + CASE WHEN $3 OR EXISTS (SELECT FROM cleared) THEN 1 ELSE 0 END
            WHERE rollout_id = $1""";

    private static final String FAILED = """
            WITH taken AS (DELETE FROM observations WHERE rollout_id = $1 AND device_id = $2 RETURNING device_id),
            noted AS (
                INSERT INTO failures (rollout_id, device_id, at)
                SELECT $1::text, $2::text, now()
                WHERE ($3 OR EXISTS (SELECT FROM taken))
                  AND (SELECT failed FROM rollouts WHERE rollout_id = $1) < $4
                ON CONFLICT DO NOTHING RETURNING device_id)
            UPDATE rollouts SET soaking = soaking - (SELECT count(*) FROM taken),
                failed = failed + (SELECT count(*) FROM noted)
            WHERE rollout_id = $1""";

    private static final String HOLD_SOAKING =
            "SELECT FROM rollouts WHERE soaking > 0 ORDER BY rollout_id FOR NO KEY UPDATE";

    private static final String END_SOAKS = """
            WITH ended AS (
                DELETE FROM observations o
                USING (SELECT rollout_id, device_id FROM observations WHERE ends_at <= $1
                       ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED) due
                WHERE o.rollout_id = due.rollout_id AND o.device_id = due.device_id
                RETURNING o.rollout_id, o.device_id),
            judged AS (
                SELECT e.rollout_id, e.device_id,
                       d.device_id IS NULL OR d.product_version = f.version
                           OR COALESCE(later.release_seq > f.release_seq, false) AS kept
                FROM ended e
                JOIN rollouts r ON r.rollout_id = e.rollout_id
                JOIN firmware f ON f.firmware_id = r.firmware_id
                LEFT JOIN registry.published_devices d ON d.device_id = e.device_id
                LEFT JOIN firmware later ON later.product = f.product AND later.version = d.product_version),
            cleared AS (
                DELETE FROM failures x USING judged j
                WHERE j.kept AND x.rollout_id = j.rollout_id AND x.device_id = j.device_id
                RETURNING x.rollout_id),
            noted AS (
                INSERT INTO failures (rollout_id, device_id, at)
                SELECT rollout_id, device_id, $1::timestamptz FROM judged WHERE NOT kept
                ON CONFLICT DO NOTHING RETURNING rollout_id)
            UPDATE rollouts r SET soaking = soaking - s.ended, succeeded = succeeded + s.kept,
                failed = failed - (SELECT count(*) FROM cleared c WHERE c.rollout_id = r.rollout_id)
                                + (SELECT count(*) FROM noted n WHERE n.rollout_id = r.rollout_id)
            FROM (SELECT rollout_id, count(*) AS ended, count(*) FILTER (WHERE kept) AS kept
                  FROM judged GROUP BY rollout_id) s
            WHERE r.rollout_id = s.rollout_id
            RETURNING s.ended""";

    private final Pool pool;
    private final int mostObserved;

    /** Watches at most so many devices at once. */
    public PgTallies(Pool pool, int mostObserved) {
        this.pool = pool;
        this.mostObserved = mostObserved;
    }

    @Override
    public Future<Void> add(List<Outcome> outcomes, Map<Integer, Long> next) {
        List<Tuple> partitions = new ArrayList<>();
        List<Tuple> offsets = new ArrayList<>();
        new TreeMap<>(next).forEach((partition, offset) -> {
            partitions.add(Tuple.of(partition));
            offsets.add(Tuple.of(partition, offset));
        });
        return pool.withTransaction(connection -> connection
                .preparedQuery(BEGIN)
                .executeBatch(partitions)
                .compose(begun -> connection
                        .preparedQuery(COUNTED)
                        .execute(Tuple.of(next.keySet().toArray(Integer[]::new))))
                .compose(rows -> {
                    Map<Integer, Long> counted = new HashMap<>();
                    rows.forEach(row -> counted.put(row.getInteger("partition"), row.getLong("next_offset")));
                    return add(
                            connection,
                            outcomes.stream()
                                    .filter(outcome ->
                                            outcome.offset() >= counted.getOrDefault(outcome.partition(), 0L))
                                    .toList());
                })
                .compose(done -> connection.preparedQuery(NEXT).executeBatch(offsets))
                .mapEmpty());
    }

    private Future<Void> add(SqlConnection connection, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return Future.succeededFuture();
        }
        String[] rollouts =
                outcomes.stream().map(Outcome::rolloutId).distinct().sorted().toArray(String[]::new);
        return connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(rollouts))
                .compose(held -> connection.preparedQuery(IS_FULL).execute(Tuple.of((long) mostObserved)))
                .compose(rows ->
                        apply(connection, outcomes, rows.iterator().next().getBoolean("is_full")));
    }

    /** What follows each other and is alike goes as one batch. */
    private static Future<Void> apply(SqlConnection connection, List<Outcome> outcomes, boolean isFull) {
        Future<Void> done = Future.succeededFuture();
        int from = 0;
        while (from < outcomes.size()) {
            String statement = statement(outcomes.get(from).kind(), isFull);
            int to = from;
            List<Tuple> rows = new ArrayList<>();
            while (to < outcomes.size()
                    && statement.equals(statement(outcomes.get(to).kind(), isFull))) {
                rows.add(row(outcomes.get(to), isFull));
                to++;
            }
            done = done.compose(none ->
                    connection.preparedQuery(statement).executeBatch(rows).mapEmpty());
            from = to;
        }
        return done;
    }

    private static String statement(Kind kind, boolean isFull) {
        return switch (kind) {
            case OFFERED -> OFFERED;
            case CAME_UP, CAME_UP_AGAIN -> isFull ? SUCCEEDED : OBSERVE;
            case FAILED, FAILED_AFTERWARDS -> FAILED;
        };
    }

    private static Tuple row(Outcome outcome, boolean isFull) {
        String rollout = outcome.rolloutId();
        String device = outcome.device();
        return switch (outcome.kind()) {
            case OFFERED -> Tuple.of(rollout);
            case CAME_UP, CAME_UP_AGAIN -> {
                boolean first = outcome.kind() == Kind.CAME_UP;
                yield isFull
                        ? Tuple.of(rollout, device, first)
                        : Tuple.of(rollout, device, Times.write(outcome.until()), first);
            }
            case FAILED, FAILED_AFTERWARDS ->
                Tuple.of(rollout, device, outcome.kind() == Kind.FAILED, (long) MOST_FAILURES);
        };
    }

    @Override
    public Future<Integer> endSoaks(Instant now, int most) {
        return pool.withTransaction(connection -> connection
                .query(HOLD_SOAKING)
                .execute()
                .compose(held -> connection.preparedQuery(END_SOAKS).execute(Tuple.of(Times.write(now), most)))
                .map(rows -> rows.stream()
                        .mapToInt(row -> row.getLong("ended").intValue())
                        .sum()));
    }
}
