package io.deligate.otaservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.otaservice.rollout.Outcome;
import io.deligate.otaservice.rollout.Outcome.Kind;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Counting, whoever else counts the same. */
@ExtendWith(PostgresExtension.class)
class TalliesIT {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Database database;

    @BeforeEach
    void open(TestDatabase fresh) throws Exception {
        database = result(OtaDatabase.open(vertx, new PostgresConfig(fresh.uri(), 8, Duration.ofSeconds(10))));
        for (String statement : List.of(
                "DROP SCHEMA IF EXISTS registry CASCADE",
                "CREATE SCHEMA registry",
                "CREATE TABLE registry.published_devices (device_id text, product_version text)",
                "DELETE FROM observations",
                "DELETE FROM failures",
                "DELETE FROM counted",
                "DELETE FROM rollouts",
                "DELETE FROM firmware",
                "DELETE FROM models",
                "INSERT INTO models (product, type) VALUES ('M', 'KQ')",
                "INSERT INTO firmware VALUES ('f', 'M', '2.0', 1, 'normal', NULL, 'm', 's', 1, now())",
                "INSERT INTO rollouts (rollout_id, firmware_id, product, seed, plan, state, since, created_at)"
                        + " VALUES ('r', 'f', 'M', 's', '{}', 'running', now(), now())")) {
            var unused = result(database.pool().query(statement).execute());
        }
    }

    @AfterEach
    void close() throws Exception {
        var unused = result(database.close());
        var unusedToo = result(vertx.close());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Outcome outcome(int device, Kind kind, long offset) {
        return new Outcome("r", "D" + device, kind, NOW, 0, offset);
    }

    private List<Long> counts() throws Exception {
        var row = result(database.pool()
                        .query("SELECT offered, soaking, succeeded, failed FROM rollouts")
                        .execute())
                .iterator()
                .next();
        return List.of(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
    }

    @Test
    void aBatchThatTwoReplicasHaveAtTheSameTimeCountsOnce() throws Exception {
        PgTallies tallies = new PgTallies(database.pool(), 1_000);
        List<Outcome> batch = IntStream.range(0, 100)
                .mapToObj(device -> outcome(device, device % 2 == 0 ? Kind.OFFERED : Kind.FAILED, device))
                .toList();
        // from then on the partition's row is there, and nothing but its lock keeps them apart
        var unusedToo = result(tallies.add(List.of(), Map.of(0, 0L)));
        List<Future<Void>> all = new ArrayList<>();
        for (int replica = 0; replica < 6; replica++) {
            all.add(tallies.add(batch, Map.of(0, 100L)));
        }
        var unused = result(Future.all(all));

        assertThat(counts()).containsExactly(50L, 0L, 0L, 50L);
    }

    @Test
    void ofABatchThatWasCountedInPartTheRestCounts() throws Exception {
        PgTallies tallies = new PgTallies(database.pool(), 1_000);
        var unused = result(tallies.add(List.of(outcome(1, Kind.OFFERED, 5)), Map.of(0, 6L)));
        var unusedToo =
                result(tallies.add(List.of(outcome(1, Kind.OFFERED, 5), outcome(2, Kind.OFFERED, 6)), Map.of(0, 7L)));

        assertThat(counts()).containsExactly(2L, 0L, 0L, 0L);
    }

    @Test
    void withinABatchTheOrderIsThatOfTheRecords() throws Exception {
        PgTallies tallies = new PgTallies(database.pool(), 1_000);
        var unused = result(tallies.add(
                List.of(
                        outcome(1, Kind.CAME_UP, 0),
                        outcome(1, Kind.FAILED_AFTERWARDS, 1),
                        outcome(2, Kind.FAILED, 2),
                        outcome(2, Kind.CAME_UP, 3),
                        outcome(3, Kind.FAILED_AFTERWARDS, 4)),
                Map.of(0, 5L)));

        assertThat(counts()).containsExactly(0L, 1L, 0L, 2L);
        assertThat(result(tallies.endSoaks(NOW, 10))).isEqualTo(1);
        assertThat(counts()).containsExactly(0L, 0L, 1L, 1L);
    }

    @Test
    void moreThanMayBeWatchedCountAtOnce() throws Exception {
        PgTallies tallies = new PgTallies(database.pool(), 2);
        for (int device = 0; device < 4; device++) {
            var unused = result(tallies.add(List.of(outcome(device, Kind.CAME_UP, device)), Map.of(0, device + 1L)));
        }

        assertThat(counts()).containsExactly(0L, 2L, 2L, 0L);
    }

    @Test
    void soaksEndInSteps() throws Exception {
        PgTallies tallies = new PgTallies(database.pool(), 1_000);
        var unused = result(tallies.add(
                IntStream.range(0, 25)
                        .mapToObj(device -> outcome(device, Kind.CAME_UP, device))
                        .toList(),
                Map.of(0, 25L)));
        var unusedToo = result(database.pool()
                .preparedQuery("INSERT INTO registry.published_devices VALUES ($1, $2)")
                .executeBatch(List.of(Tuple.of("D1", "1.0"), Tuple.of("D2", "2.0"))));

        assertThat(result(tallies.endSoaks(NOW.minusMillis(1), 10))).isZero();
        assertThat(List.of(
                        result(tallies.endSoaks(NOW, 10)),
                        result(tallies.endSoaks(NOW, 10)),
                        result(tallies.endSoaks(NOW, 10))))
                .containsExactly(10, 10, 5);
        assertThat(counts()).containsExactly(0L, 0L, 24L, 1L);
    }
}
