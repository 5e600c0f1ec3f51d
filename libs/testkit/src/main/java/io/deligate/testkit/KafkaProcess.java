package io.deligate.testkit;

import io.deligate.embedded.EmbeddedKafka;
import io.deligate.embedded.SideEntrance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real broker in a process of its own, which can be stopped, frozen and killed without anything else. Its data stays in
 * the folder, and it keeps its port.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaProcess.class);
    private static final String READY = "kafka ready on ";
    private static final String NO_SIDE = "none";
    private static final int OUTSIDE_PORT = 9092;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final Path folder;
    private final Host host;
    private final String side;
    private Process process;
    private int port;

    private KafkaProcess(Path folder, Host host, String side) {
        this.folder = folder;
        this.host = host;
        this.side = side;
        this.process = launch();
    }

    /** Returns when clients can produce. */
    public static KafkaProcess start(Path folder) {
        return new KafkaProcess(folder, Host.here(), NO_SIDE);
    }

    /** The same; clients that are told the relay's address stay on that wire, and no others are. */
    public static KafkaProcess start(Path folder, Relay relay) {
        int detour = freePort();
        relay.to(detour);
        return new KafkaProcess(folder, Host.here(), "detour " + detour + " " + relay.port());
    }

    /** The same on a host of a {@link HostNetwork}, for clients anywhere in that network. */
    public static KafkaProcess start(Path folder, Host host) {
        return new KafkaProcess(folder, host, "outside " + OUTSIDE_PORT + " " + host.address());
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /**
     * The broker's process: the folder, the port (0 for any), and its side entrance. It stops in order when asked, or when
     * its starter is gone, and at once when the broker cannot go on, as Kafka's own process does.
     */
    public static void main(String[] args) throws IOException {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]), side(args), line -> {
            LOG.error(line);
            Runtime.getRuntime().halt(1);
        });
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        LOG.warn("{}{}", READY, kafka.port());
        var unused = System.in.read();
        // the broker's last threads take a while to see that it is over, and nothing here is worth waiting for
        kafka.close();
        Runtime.getRuntime().halt(0);
    }

    private static @Nullable SideEntrance side(String[] args) {
        return switch (args[2]) {
            case "detour" -> new SideEntrance.Detour(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "outside" -> new SideEntrance.Outside(args[4], Integer.parseInt(args[3]));
            default -> null;
        };
    }

    public String bootstrap() {
        return host.isHere() ? "127.0.0.1:" + port : host.address() + ":" + OUTSIDE_PORT;
    }

    /** Whether its process is there; it ends by itself when its disk is full. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@code SIGSTOP}: it does nothing any more, and its connections stay. */
    public void freeze() {
        signal("STOP");
    }

    /** {@code SIGCONT}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var unused = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code kill -9}; returns when it is gone. */
    public void kill() {
        var unused = process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** An orderly stop; returns when it is over. */
    public void stop() {
        // by its handle: the process itself would close the output that is still read
        var unused = process.toHandle().destroy();
        awaitEnd();
    }

    /** Starts it again with its data; returns when clients can produce. */
    public void restart() {
        process = launch();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the broker did not end within " + STOPS_WITHIN);
            }
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() {
        try {
            List<String> words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KafkaProcess.class.getName(),
                    folder.toString(),
                    Integer.toString(port)));
            words.addAll(List.of(side.split(" ")));
            Process started = new ProcessBuilder(host.command(words))
                    .redirectErrorStream(true)
                    .start();
            var log = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            port = readyPort(log);
            Thread drain = new Thread(() -> log.lines().forEach(LOG::info), "kafka-log");
            drain.setDaemon(true);
            drain.start();
            return started;
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    private static int readyPort(BufferedReader log) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            int at = line.indexOf(READY);
            if (at >= 0) {
                return Integer.parseInt(line.substring(at + READY.length()).trim());
            }
            said.append(line).append('\n');
        }
        throw new IllegalStateException("the broker did not start:\n" + said);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
