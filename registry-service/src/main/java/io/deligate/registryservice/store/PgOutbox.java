package io.deligate.registryservice.store;

import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.outbox.Outbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outbox in PostgreSQL; the turn is an advisory lock on a connection of its own, which also hears of commits. */
public final class PgOutbox implements Outbox {
    /** Any number nobody else locks in this database. */
    private static final long LOCK = 0x0DE1_16A7_E0B0L;

    private static final String TAKE = "SELECT pg_try_advisory_lock($1) AS held";
    private static final String NEXT =
            "SELECT id, topic, key, headers::text AS headers, value, created_at FROM outbox ORDER BY id LIMIT $1";
    private static final String SENT = "DELETE FROM outbox WHERE id = ANY($1)";

    private final Database database;

    public PgOutbox(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<Turn>> take(Runnable wake) {
        return database.connect()
                .compose(connection -> connection
                        .preparedQuery(TAKE)
                        .execute(Tuple.of(LOCK))
                        .compose(answer -> {
                            if (!answer.iterator().next().getBoolean("held")) {
                                return connection.close().map(Optional.<Turn>empty());
                            }
                            Held turn = new Held(connection);
                            connection.notificationHandler(told -> wake.run());
                            return connection
                                    .query("LISTEN " + Transaction.CHANNEL)
                                    .execute()
                                    .map(Optional.<Turn>of(turn));
                        })
                        .recover(failure -> connection.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static final class Held implements Turn {
        private final PgConnection connection;
        private volatile boolean lost;

        Held(PgConnection connection) {
            this.connection = connection;
            connection.closeHandler(none -> lost = true);
        }

        @Override
        public boolean isHeld() {
            return !lost;
        }

        @Override
        public Future<List<Waiting>> next(int most) {
            return connection
                    .preparedQuery(NEXT)
                    .execute(Tuple.of(most))
                    .map(rows -> rows.stream().map(Held::read).toList());
        }

        @Override
        public Future<Void> sent(List<Long> ids) {
            Tuple values = Tuple.tuple();
            values.addArrayOfLong(ids.toArray(Long[]::new));
            return connection.preparedQuery(SENT).execute(values).mapEmpty();
        }

        @Override
        public Future<Void> release() {
            return connection.close();
        }

        private static Waiting read(Row row) {
            Map<String, String> headers = new HashMap<>();
            new JsonObject(row.getString("headers"))
                    .forEach(entry -> headers.put(entry.getKey(), (String) entry.getValue()));
            String topic = row.getString("topic");
            String key = row.getString("key");
            String value = row.getString("value");
            OutboxRecord record = topic == null
                    ? new OutboxRecord.ToDevice(new DeviceId(key), headers, value)
                    : new OutboxRecord.ToTopic(topic, key, headers, value);
            return new Waiting(
                    row.getLong("id"),
                    record,
                    row.getOffsetDateTime("created_at").toInstant());
        }
    }
}
