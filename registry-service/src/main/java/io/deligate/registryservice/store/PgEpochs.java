package io.deligate.registryservice.store;

import io.deligate.registryservice.presence.Epochs;
import io.deligate.streams.topic.TopicState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Session epochs in PostgreSQL. */
public final class PgEpochs implements Epochs {
    /** All devices may have to change in one go. */
    private static final String PATIENTLY = "SET LOCAL statement_timeout = 0";

    private static final String BEGIN =
            "INSERT INTO session_topic (topic_id) VALUES ('') ON CONFLICT (only_row) DO NOTHING";
    private static final String KNOWN = "SELECT topic_id FROM session_topic FOR UPDATE";
    private static final String IMPOSSIBLE =
            "SELECT EXISTS (SELECT FROM devices WHERE session_epoch >= $1) AS impossible";
    private static final String FORGET = """
            UPDATE devices SET session_epoch = CASE WHEN session_epoch >= $1 THEN -1 ELSE session_epoch END,
                previous_epoch = CASE WHEN session_epoch >= $1 THEN -1 ELSE previous_epoch END,
                online = online AND session_epoch < $1, version_epoch = -1, former_epoch = -1
            WHERE session_epoch >= $1 OR version_epoch >= $1 OR former_epoch >= $1""";
    private static final String FOLLOW = "UPDATE session_topic SET topic_id = $1";

    private final Pool pool;

    public PgEpochs(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Integer> follow(TopicState topic) {
        return pool.withTransaction(connection -> connection
                .query(PATIENTLY)
                .execute()
                .compose(set -> connection.query(BEGIN).execute())
                .compose(begun -> connection.query(KNOWN).execute())
                .compose(rows -> lowestLost(rows.iterator().next().getString("topic_id"), topic, connection))
                .compose(lowest -> connection.preparedQuery(FORGET).execute(Tuple.of(lowest)))
                .compose(forgotten -> connection
                        .preparedQuery(FOLLOW)
                        .execute(Tuple.of(topic.id()))
                        .map(followed -> forgotten.rowCount())));
    }

    /** The lowest epoch that means nothing any more. */
    private static Future<Long> lowestLost(String known, TopicState topic, SqlConnection connection) {
        if (known.equals(topic.id())) {
            return Future.succeededFuture(topic.highestEnd());
        }
        if (!known.isEmpty()) {
            return Future.succeededFuture(0L);
        }
        return connection
                .preparedQuery(IMPOSSIBLE)
                .execute(Tuple.of(topic.highestEnd()))
                .map(rows -> rows.iterator().next().getBoolean("impossible") ? 0L : topic.highestEnd());
    }
}
