package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Outcomes;
import io.deligate.otaservice.rollout.Tallies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters in PostgreSQL, beside how far they count. */
public final class PgTallies implements Tallies {
    private static final String COUNTED = "SELECT partition, next_offset FROM counted";
    private static final String NEXT = """
            INSERT INTO counted AS c (partition, next_offset) VALUES ($1, $2)
            ON CONFLICT (partition) DO UPDATE SET next_offset = EXCLUDED.next_offset
            WHERE c.next_offset < EXCLUDED.next_offset""";
    private static final String ADD = """
            UPDATE rollouts SET offered = offered + $2, succeeded = succeeded + $3, failed = failed + $4
            WHERE rollout_id = $1""";

    private final Pool pool;

    public PgTallies(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Map<Integer, Long>> counted() {
        return pool.preparedQuery(COUNTED).execute().map(rows -> {
            Map<Integer, Long> counted = new HashMap<>();
            rows.forEach(row -> counted.put(row.getInteger("partition"), row.getLong("next_offset")));
            return counted;
        });
    }

    @Override
    public Future<Void> add(List<Outcomes.Outcome> outcomes, Map<Integer, Long> next) {
        List<Tuple> offsets = new ArrayList<>();
        new TreeMap<>(next).forEach((partition, offset) -> offsets.add(Tuple.of(partition, offset)));
        Map<String, long[]> sums = new TreeMap<>();
        for (Outcomes.Outcome outcome : outcomes) {
            sums.computeIfAbsent(outcome.rolloutId(), id -> new long[Outcomes.Kind.values().length])[
                    outcome.kind().ordinal()]++;
        }
        return pool.withTransaction(connection ->
                connection.preparedQuery(NEXT).executeBatch(offsets).compose(done -> add(connection, sums)));
    }

    private static Future<Void> add(SqlConnection connection, Map<String, long[]> sums) {
        List<Tuple> rows = new ArrayList<>();
        sums.forEach((id, sum) -> rows.add(Tuple.of(id, sum[0], sum[1], sum[2])));
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(ADD).executeBatch(rows).mapEmpty();
    }
}
