package io.deligate.testkit;

import io.deligate.embedded.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server for tests, with its data in a temporary folder.
 *
 * <p>Take a database of the shared one through {@link PostgresExtension}; a test that takes the server away starts its
 * own.
 */
public final class TestPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path folder = TempFolder.create("postgres");
    private final URI address;
    private @Nullable EmbeddedPostgres server;

    private TestPostgres() {
        EmbeddedPostgres started = run(0);
        this.server = started;
        this.address = URI.create(started.uri());
    }

    /** A server of the test's own, which it may stop and restart and has to close. */
    public static TestPostgres start() {
        return new TestPostgres();
    }

    /** The server goes away; its port refuses connections until {@link #restart()}. */
    public synchronized void stop() {
        EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    /** The server comes back on the same port with the same data; stops it first when it runs. */
    public synchronized void restart() {
        stop();
        server = run(address.getPort());
    }

    /** Makes an empty database whose name no other test uses. */
    public TestDatabase newDatabase(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_") + "_" + DATABASES.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return database(name);
    }

    /** Removes the database and cuts off who still uses it. */
    public void drop(TestDatabase database) {
        execute("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
    }

    @Override
    public void close() {
        stop();
        TempFolder.delete(folder);
    }

    private TestDatabase database(String name) {
        String[] credentials = address.getUserInfo().split(":", 2);
        return new TestDatabase(address.getHost(), address.getPort(), credentials[0], credentials[1], name);
    }

    private void execute(String sql) {
        String home = address.getPath().substring(1);
        try (Connection connection = DriverManager.getConnection(database(home).jdbcUrl());
                Statement statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        } catch (SQLException why) {
            throw new IllegalStateException(sql + " failed: " + why.getMessage(), why);
        }
    }

    private EmbeddedPostgres run(int port) {
        return EmbeddedPostgres.start(
                folder,
                port,
                binaries(),
                line -> LoggerFactory.getLogger(TestPostgres.class).error(line));
    }

    // Maven runs a module's tests in the module's folder; what is unpacked there serves until the next clean
    private Path binaries() {
        Path target = Path.of("target").toAbsolutePath();
        return Files.isDirectory(target) ? target : folder;
    }
}
