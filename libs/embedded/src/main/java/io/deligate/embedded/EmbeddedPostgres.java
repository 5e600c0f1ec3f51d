package io.deligate.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A real PostgreSQL server on 127.0.0.1 that lives as long as this process.
 *
 * <p>Between the two stands a small shell process that holds one end of a pipe: when this JVM closes it, or dies and
 * the kernel closes it, the shell stops the server. {@code start} and {@code close} block.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    static final String PART = "postgres";
    static final String PORT_SETTING = "DELIGATE_POSTGRES_PORT";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int START_SECONDS = 60;
    private static final int ATTEMPTS = 3;

    // signals of the terminal reach the whole process group, but the server must outlive the services it serves
    private static final String SUPERVISE = String.join(
            "\n",
            // PIPE: the JVM may be gone before the server is up; then read sees the end of its pipe and the server
            // stops
            "trap '' INT HUP TERM PIPE",
            "pidfile=$1; shift",
            "\"$@\" >/dev/null 2>&1 || exit 1",
            "pid=$(head -n 1 \"$pidfile\")",
            "echo ready 2>/dev/null || :",
            "read -r end",
            "kill -INT \"$pid\"",
            "left=400",
            "while [ -e \"$pidfile\" ] && kill -0 \"$pid\" 2>/dev/null && [ $left -gt 0 ]; do",
            "  sleep 0.05; left=$((left - 1))",
            "done");

    private final DataFolder data;
    private final PostgresCluster cluster;
    private final String host;
    private final int port;
    private final String password;
    private final Process supervisor;
    private final ProcessHandle postmaster;
    private final AtomicBoolean over = new AtomicBoolean();

    private EmbeddedPostgres(
            DataFolder data,
            PostgresCluster cluster,
            String host,
            int port,
            String password,
            Process supervisor,
            ProcessHandle postmaster) {
        this.data = data;
        this.cluster = cluster;
        this.host = host;
        this.port = port;
        this.password = password;
        this.supervisor = supervisor;
        this.postmaster = postmaster;
    }

    /**
     * Starts the server and returns when clients can connect.
     *
     * @param port the port to listen on, or 0 for any free one
     * @throws EmbeddedPartException when it cannot start; nothing of it is left then
     */
    public static EmbeddedPostgres start(Path dataDir, int port) {
        return start(dataDir, port, dataDir, line -> {});
    }

    /**
     * Like {@link #start(Path, int)}.
     *
     * @param onFatal told in one line, at most once, when the running server ends by itself
     */
    public static EmbeddedPostgres start(Path dataDir, int port, Consumer<String> onFatal) {
        return start(dataDir, port, dataDir, onFatal);
    }

    /**
     * Like {@link #start(Path, int, Consumer)}.
     *
     * @param binaries where the server's programs are unpacked, about 60 MB; servers may share it
     */
    public static EmbeddedPostgres start(Path dataDir, int port, Path binaries, Consumer<String> onFatal) {
        return start(dataDir, LOOPBACK, port, binaries, onFatal);
    }

    /**
     * The same, for clients in this machine's networks too, with the same password: for networks of tests only.
     *
     * @param host an address of this machine that clients reach
     */
    public static EmbeddedPostgres start(Path dataDir, String host, int port, Path binaries, Consumer<String> onFatal) {
        DataFolder data = DataFolder.open(PART, dataDir);
        try {
            EmbeddedPostgres started = start(data, host, port, binaries);
            started.watch(onFatal);
            return started;
        } catch (IOException why) {
            data.close();
            throw data.failed(String.valueOf(why.getMessage()), why);
        } catch (EmbeddedPartException why) {
            data.close();
            throw why;
        }
    }

    /** The address with user, password and database. */
    public String uri() {
        return "postgresql://" + PostgresCluster.USER + ":" + password + "@" + host + ":" + port + "/"
                + PostgresCluster.DATABASE;
    }

    public int port() {
        return port;
    }

    /** Stops the server, ending what its clients are doing, and gives its port and folder free. */
    @Override
    public void close() {
        over.set(true);
        end(supervisor, postmaster);
        data.close();
    }

    private static EmbeddedPostgres start(DataFolder data, String host, int port, Path binaries) throws IOException {
        PostgresCluster.requireSpace(data);
        PostgresPrograms programs =
                PostgresPrograms.in(PostgresBinaries.unpack(binaries.toAbsolutePath()), data.resolve("cluster"));
        PostgresCluster cluster = new PostgresCluster(data, programs);
        // Before the port: a server that outlived its process would still hold it.
        String password = cluster.prepare();
        cluster.admit(host);
        int claimed = LoopbackPort.claim(PART, port, PORT_SETTING);
        for (int attempt = 1; ; attempt++) {
            PostgresLog.turn(cluster.log());
            Process supervisor = PostgresPrograms.builder(supervise(programs, cluster, host, claimed))
                    .start();
            if (ready(supervisor)) {
                ProcessHandle postmaster = cluster.postmaster()
                        .orElseThrow(() -> new IOException("the server ended right after its start"));
                return new EmbeddedPostgres(data, cluster, host, claimed, password, supervisor, postmaster);
            }
            cluster.postmaster().ifPresent(left -> end(supervisor, left));
            String said = PostgresLog.tail(cluster.log());
            boolean portLost = said.contains("Address already in use");
            if (!portLost || attempt == ATTEMPTS) {
                throw explain(data, cluster, said);
            }
            claimed = LoopbackPort.claim(PART, port, PORT_SETTING);
        }
    }

    private static List<String> supervise(PostgresPrograms programs, PostgresCluster cluster, String host, int port) {
        List<String> control = programs.command(
                "pg_ctl",
                List.of(
                        "--pgdata=" + cluster.path(),
                        "--log=" + cluster.log(),
                        "--wait",
                        "--timeout=" + START_SECONDS,
                        "--options=" + String.join(" ", settings(host, port)),
                        "start"));
        List<String> command = new ArrayList<>(List.of(
                "sh", "-c", SUPERVISE, "deligate-postgres", cluster.pidFile().toString()));
        command.addAll(control);
        return command;
    }

    /** Small and honest: few processes, little memory, and every commit on disk. */
    private static List<String> settings(String host, int port) {
        List<String> settings = new ArrayList<>(List.of("-p " + port));
        for (String setting : List.of(
                "listen_addresses=" + (host.equals(LOOPBACK) ? LOOPBACK : LOOPBACK + "," + host),
                "unix_socket_directories=",
                "shared_buffers=24MB",
                "max_connections=50",
                "wal_level=minimal",
                "max_wal_senders=0",
                "wal_buffers=1MB",
                "min_wal_size=32MB",
                "max_wal_size=256MB",
                "io_method=sync",
                "max_worker_processes=2",
                "max_parallel_workers=0",
                "max_parallel_workers_per_gather=0",
                "max_logical_replication_workers=0",
                "autovacuum_max_workers=1",
                "jit=off",
                "huge_pages=off",
                "log_checkpoints=off",
                "log_min_messages=warning",
                "timezone=UTC",
                "log_timezone=UTC")) {
            settings.add("-c " + setting);
        }
        return settings;
    }

    private static boolean ready(Process supervisor) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8));
        return "ready".equals(said.readLine());
    }

    private static EmbeddedPartException explain(DataFolder data, PostgresCluster cluster, String said) {
        if (said.contains("No space left on device")) {
            return data.failed("No space left", new IOException("No space left on device"));
        }
        String cause = PostgresLog.cause(said).orElse("no answer within " + START_SECONDS + " s");
        return data.damaged("the server does not start on it: " + cause + "; see " + cluster.log(), null);
    }

    private void watch(Consumer<String> onFatal) {
        CompletableFuture<Void> unused = postmaster.onExit().thenAccept(gone -> {
            if (over.compareAndSet(false, true)) {
                String cause =
                        PostgresLog.cause(PostgresLog.tail(cluster.log())).orElse("killed");
                onFatal.accept(EmbeddedPartException.line(
                        PART, "the server has stopped: " + cause, "a running server; see " + cluster.log()));
            }
        });
    }

    private static void end(Process supervisor, ProcessHandle postmaster) {
        boolean ended = false;
        try {
            supervisor.getOutputStream().close();
            ended = supervisor.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException gone) {
            ended = !supervisor.isAlive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            postmaster.destroyForcibly();
            supervisor.destroyForcibly();
        }
    }
}
