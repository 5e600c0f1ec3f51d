package io.deligate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    private static final Path BINARIES = Path.of("target");

    private final BlockingQueue<String> fatal = new LinkedBlockingQueue<>();

    @TempDir
    Path data;

    @Test
    void keepsDataPasswordAndPortOverARestart() throws Exception {
        String uri;
        try (EmbeddedPostgres postgres = start(0)) {
            uri = postgres.uri();
            assertThat(uri)
                    .matches("postgresql://deligate:[0-9a-f]{32}@127\\.0\\.0\\.1:" + postgres.port() + "/deligate");
            assertThat(Sql.run(uri, "CREATE TABLE thing AS SELECT 42 AS id")).isEmpty();
        }
        try (EmbeddedPostgres postgres = start(portOf(uri))) {
            assertThat(postgres.uri()).isEqualTo(uri);
            assertThat(Sql.run(uri, "SELECT id FROM thing")).isEqualTo("42");
            assertThat(Sql.run(uri, "SHOW fsync")).isEqualTo("on");
            assertThat(Sql.run(uri, "SHOW server_encoding")).isEqualTo("UTF8");
        }
        assertThat(fatal).isEmpty();
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        try (EmbeddedPostgres postgres = start(0)) {
            String wrong = postgres.uri().replaceFirst("deligate:[0-9a-f]+@", "deligate:wrong@");

            assertThatThrownBy(() -> Sql.run(wrong, "SELECT 1")).hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void refusesAPortInUseInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessage("postgres: port " + port
                            + " is in use (expected: a free port; set DELIGATE_POSTGRES_PORT)");
        }
    }

    @Test
    void refusesDamagedDataInOneLine() throws Exception {
        start(0).close();
        Path version = data.resolve("cluster/PG_VERSION");
        Path control = data.resolve("cluster/global/pg_control");
        byte[] intact = Files.readAllBytes(control);

        Files.writeString(version, "17\n");
        assertRefused("was written by PostgreSQL 17 (expected: version 18;");
        Files.writeString(version, "garbage");
        assertRefused("is damaged: cluster/PG_VERSION is missing or unreadable");
        Files.writeString(version, "18\n");
        Files.write(control, new byte[intact.length], StandardOpenOption.TRUNCATE_EXISTING);
        assertRefused("is damaged: the server does not start on it: ");
        Files.write(control, intact);

        start(0).close();
    }

    @Test
    void refusesAFolderInUse() {
        try (EmbeddedPostgres running = start(0)) {
            assertThat(running.port()).isPositive();
            assertRefused("is used by another running process, pid");
        }
    }

    @Test
    void beginsAgainWhenTheFirstStartWasCutShort() throws Exception {
        Files.createDirectories(data.resolve("cluster.new/base"));
        Files.writeString(data.resolve("cluster.new/PG_VERSION"), "18\n");
        Files.writeString(data.resolve("password"), "left over\n");

        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Sql.run(postgres.uri(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void removesAPidFileThatNamesAStranger() throws Exception {
        start(0).close();
        long stranger = ProcessHandle.current().pid();
        Files.writeString(data.resolve("cluster/postmaster.pid"), stranger + "\n" + data + "\n1\n5433\n\n127.0.0.1\n");

        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Sql.run(postgres.uri(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void tellsWhenTheServerEndsByItself() throws Exception {
        try (EmbeddedPostgres postgres = start(0)) {
            long pid = Long.parseLong(PostgresPrograms.firstLine(data.resolve("cluster/postmaster.pid"))
                    .orElseThrow());
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

            String line = fatal.poll(20, TimeUnit.SECONDS);

            assertThat(line).startsWith("postgres: the server has stopped: ").contains("postgres.log");
            assertThat(postgres.port()).isPositive();
        }
    }

    private void assertRefused(String cause) {
        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageStartingWith("postgres: data folder " + data)
                .hasMessageContaining(cause)
                .hasMessageContaining("(expected: ")
                .message()
                .doesNotContain("\n");
    }

    private EmbeddedPostgres start(int port) {
        return EmbeddedPostgres.start(data, port, BINARIES, fatal::add);
    }

    private static int portOf(String uri) {
        return URI.create(uri).getPort();
    }
}
