package io.deligate.database;

import io.deligate.servicekit.health.HealthCheck;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service's part of a PostgreSQL database: waited for, migrated, pooled and watched. */
public final class Database implements HealthCheck {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration GAP = Duration.ofMillis(500);
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration PING_LIMIT = Duration.ofSeconds(3);
    private static final int CONNECT_SECONDS = 5;

    private final Vertx vertx;
    private final Pool pool;
    private final PgConnectOptions options;
    private final long timer;
    private volatile String problem = "";

    private Database(Vertx vertx, PostgresConfig config, Schema schema) {
        this.vertx = vertx;
        this.options = PgConnectOptions.fromUri(config.uri())
                .setCachePreparedStatements(true)
                .addProperty("search_path", schema.name())
                .addProperty("statement_timeout", "10s")
                .addProperty("application_name", "deligate-" + schema.name());
        this.pool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(config.poolSize())
                        .setMaxWaitQueueSize(10_000)
                        .setConnectionTimeout(5)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .with(new NetClientOptions().setConnectTimeout((int)
                        Duration.ofSeconds(CONNECT_SECONDS).toMillis()))
                .connectingTo(options)
                .using(vertx)
                .build();
        this.timer = vertx.setPeriodic(PING.toMillis(), tick -> ping());
    }

    /**
     * Succeeds with a database whose schema is this release's; fails with {@link StartFailure} when it does not answer in
     * time, refuses the credentials, or cannot be migrated.
     */
    public static Future<Database> open(Vertx vertx, PostgresConfig config, Schema schema) {
        long deadline = System.nanoTime() + config.startWithin().toNanos();
        return reach(vertx, config, deadline)
                .compose(none -> vertx.executeBlocking(() -> migrate(config, schema), false))
                .map(none -> new Database(vertx, config, schema));
    }

    public Pool pool() {
        return pool;
    }

    /** Succeeds with a connection outside the pool, which the caller closes; fails when the database does not answer. */
    public Future<PgConnection> connect() {
        return PgConnection.connect(vertx, options);
    }

    @Override
    public Optional<String> problem() {
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    /** Succeeds when all connections are closed. */
    public Future<Void> close() {
        var unused = vertx.cancelTimer(timer);
        return pool.close();
    }

    private void ping() {
        var unused = pool.query("SELECT 1")
                .execute()
                .timeout(PING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> problem = answer.succeeded() ? "" : "database does not answer");
    }

    private static Future<Void> reach(Vertx vertx, PostgresConfig config, long deadline) {
        return vertx.executeBlocking(() -> connect(config), false).recover(failure -> {
            boolean givenUp = isRefusal(failure) || System.nanoTime() - deadline > 0;
            if (givenUp) {
                return Future.failedFuture(unreachable(config, failure));
            }
            log.atInfo().addKeyValue("database", config.address()).log("waiting for the database");
            return vertx.timer(GAP.toMillis(), TimeUnit.MILLISECONDS).compose(fired -> reach(vertx, config, deadline));
        });
    }

    private static Void connect(PostgresConfig config) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "user", config.user(),
                "password", config.password(),
                "connectTimeout", String.valueOf(CONNECT_SECONDS),
                "loginTimeout", String.valueOf(CONNECT_SECONDS)));
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), properties)) {
            log.atDebug().addKeyValue("database", config.address()).log("{}", connection.getMetaData());
            return null;
        }
    }

    /** Credentials that are refused now will be refused later. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("28");
    }

    private static StartFailure unreachable(PostgresConfig config, Throwable failure) {
        String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("no answer");
        return new StartFailure(
                "database " + config.address() + ": " + reason,
                "PostgreSQL that answers within " + config.startWithin().toSeconds()
                        + " s and lets the user in; set DELIGATE_POSTGRES_URI");
    }

    /** A schema of its own: several services may share one database. */
    private static Void migrate(PostgresConfig config, Schema schema) {
        try {
            var result = Flyway.configure(Database.class.getClassLoader())
                    .dataSource(config.jdbcUrl(), config.user(), config.password())
                    .locations("classpath:" + schema.migrations())
                    .schemas(schema.name())
                    .createSchemas(true)
                    .load()
                    .migrate();
            log.atInfo()
                    .addKeyValue("version", result.targetSchemaVersion)
                    .log("schema is up to date, {} migrations ran", result.migrationsExecuted);
            return null;
        } catch (FlywayException refused) {
            throw new StartFailure(
                    "database " + config.address() + " cannot be migrated: "
                            + String.valueOf(refused.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    "a database user that may create a schema, and a schema no newer than this release",
                    refused);
        }
    }
}
