package io.deligate.testkit;

import io.deligate.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real PostgreSQL server on a host, in a folder that the test names; it keeps its address. */
public final class PostgresProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
    private static final String READY = "postgres ready on ";
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final Path folder;
    private final Host host;
    private Process process;
    private String uri = "";
    private int port;

    private PostgresProcess(Path folder, Host host) {
        this.folder = folder;
        this.host = host;
        this.process = launch();
    }

    /** Returns when clients can connect. */
    public static PostgresProcess start(Path folder, Host host) {
        return new PostgresProcess(folder, host);
    }

    /** The server's keeper: the folder, the host's address, the port (0 for any), and where its programs are unpacked. */
    public static void main(String[] args) throws IOException {
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(Path.of(args[0]), args[1], Integer.parseInt(args[2]), Path.of(args[3]), line -> {
                    LOG.error(line);
                    Runtime.getRuntime().halt(1);
                });
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop"));
        LOG.warn("{}{}", READY, postgres.uri());
        var unused = System.in.read();
        postgres.close();
        Runtime.getRuntime().halt(0);
    }

    /** Address, user, password and database, as services are configured with it. */
    public String uri() {
        return uri;
    }

    /** Whether its keeper is there, which ends when the server does. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The server goes away, what it was doing undone; returns when it is gone. */
    public void stop() {
        // by its handle: the process itself would close the output that is still read
        var unused = process.toHandle().destroy();
        awaitEnd();
    }

    /** {@code kill -9} of the server, whose other processes end with it; returns when it is gone. */
    public void kill() {
        try {
            String pid = Files.readAllLines(folder.resolve("cluster").resolve("postmaster.pid"))
                    .get(0);
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(server -> {
                var unused = server.destroyForcibly();
            });
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the database did not end within " + STOPS_WITHIN);
            }
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again with its data; returns when clients can connect. */
    public void restart() {
        process = launch();
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(host.command(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            PostgresProcess.class.getName(),
                            folder.toString(),
                            host.address(),
                            Integer.toString(port),
                            binaries().toString())))
                    .redirectErrorStream(true)
                    .start();
            var log = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            uri = readyUri(log);
            port = URI.create(uri).getPort();
            Thread drain = new Thread(() -> log.lines().forEach(LOG::info), "postgres-log");
            drain.setDaemon(true);
            drain.start();
            return started;
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    private static String readyUri(BufferedReader log) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            int at = line.indexOf(READY);
            if (at >= 0) {
                return line.substring(at + READY.length()).strip();
            }
            said.append(line).append('\n');
        }
        throw new IllegalStateException("the database did not start:\n" + said);
    }

    // Maven runs a module's tests in the module's folder; what is unpacked there serves until the next clean
    private Path binaries() {
        Path target = Path.of("target").toAbsolutePath();
        return Files.isDirectory(target) ? target : folder;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
