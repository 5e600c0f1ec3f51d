package io.deligate.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker with its controller in this process, on 127.0.0.1.
 *
 * <p>Its data stays in the folder: closing it and starting it again with the same folder and port goes on where it
 * stopped, which is also how a test takes the broker away for a while. {@code start} and {@code close} block.
 */
public final class EmbeddedKafka implements AutoCloseable {
    static final String PORT_SETTING = "DELIGATE_KAFKA_PORT";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String PART = "kafka";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long ROOM_MEGABYTES = 64;
    private static final int ATTEMPTS = 3;

    private final DataFolder data;
    private final int port;
    private final @Nullable SideEntrance side;
    private final Consumer<String> onFatal;
    private final ThreadGroup threads;
    private final CompletableFuture<KafkaRaftServer> ready = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable KafkaRaftServer server;

    private EmbeddedKafka(DataFolder data, int port, @Nullable SideEntrance side, Consumer<String> onFatal) {
        this.data = data;
        this.port = port;
        this.side = side;
        this.onFatal = onFatal;
        this.threads = new ThreadGroup("embedded-kafka-" + port);
    }

    /**
     * Starts the broker and returns when clients can produce.
     *
     * @param port the port to listen on, or 0 for any free one
     * @param onFatal told in one line, at most once and on a broker thread, when the running broker cannot go on (its
     *     disk is full, say); the broker no longer serves then, and the process goes on
     * @throws EmbeddedPartException when it cannot start; nothing of it is left then
     */
    public static EmbeddedKafka start(Path dataDir, int port, Consumer<String> onFatal) {
        return start(dataDir, port, null, onFatal);
    }

    /** Like {@link #start(Path, int, Consumer)}, with a {@link SideEntrance.Guarded} entrance at {@link #sideBootstrap}. */
    public static EmbeddedKafka startGuarded(Path dataDir, int port, Consumer<String> onFatal) {
        return start(dataDir, port, new SideEntrance.Guarded(LoopbackPort.claim(PART, 0, PORT_SETTING)), onFatal);
    }

    /** Like {@link #start(Path, int, Consumer)}, with a second entrance. */
    public static EmbeddedKafka start(Path dataDir, int port, @Nullable SideEntrance side, Consumer<String> onFatal) {
        DataFolder data = DataFolder.open(PART, dataDir);
        try {
            data.requireSpace(ROOM_MEGABYTES);
            Path logs = KafkaFolder.prepare(data);
            for (int attempt = 1; ; attempt++) {
                EmbeddedKafka kafka =
                        new EmbeddedKafka(data, LoopbackPort.claim(PART, port, PORT_SETTING), side, onFatal);
                try {
                    kafka.run(logs);
                    return kafka;
                } catch (PortLost lost) {
                    // the next claim tells a port that is really in use
                    if (attempt == ATTEMPTS) {
                        throw LoopbackPort.inUse(PART, kafka.port, PORT_SETTING, lost);
                    }
                }
            }
        } catch (EmbeddedPartException why) {
            data.close();
            throw why;
        }
    }

    /** The address for a client's {@code bootstrap.servers}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** The address of the side entrance as the broker knows it; fails when it was started without one. */
    public String sideBootstrap() {
        if (side == null) {
            throw new IllegalStateException("no side entrance (expected: a broker started with one)");
        }
        return side.host() + ":" + side.port();
    }

    public int port() {
        return port;
    }

    /** Stops the broker and gives its port and folder free. */
    @Override
    public void close() {
        over.set(true);
        stop();
        data.close();
    }

    private void run(Path logs) throws PortLost {
        BrokerExit.listen(threads, this::stopped);
        int controllerPort = LoopbackPort.claim(PART, 0, PORT_SETTING);
        Thread starter = new Thread(threads, () -> startServer(logs, controllerPort), "embedded-kafka-start");
        starter.setDaemon(true);
        starter.start();
        try {
            server = ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            over.set(true);
            stop();
            throw explain(failed.getCause());
        } catch (TimeoutException slow) {
            over.set(true);
            stop();
            throw data.failed("the broker was not ready after " + START_LIMIT.toSeconds() + " s", slow);
        } catch (InterruptedException interrupted) {
            over.set(true);
            stop();
            Thread.currentThread().interrupt();
            throw data.failed("the start was interrupted", interrupted);
        }
    }

    // whatever the broker throws while it starts, errors included, is the reason the caller waits for
    private void startServer(Path logs, int controllerPort) {
        try {
            KafkaConfig config = new KafkaConfig(KafkaSettings.of(logs, port, controllerPort, side), false);
            KafkaRaftServer starting = new KafkaRaftServer(config, Time.SYSTEM);
            server = starting;
            starting.startup();
            ready.complete(starting);
        } catch (Throwable why) {
            ready.completeExceptionally(why);
        }
    }

    private RuntimeException explain(@Nullable Throwable why) throws PortLost {
        String reason = "unknown";
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                throw new PortLost(cause);
            }
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        if (data.freeMegabytes() < 1) {
            data.requireSpace(ROOM_MEGABYTES);
        }
        return data.damaged("the broker does not start on it: " + reason, why);
    }

    /** Called by a broker thread that would have ended the process. */
    private void stopped(String reason) {
        ready.completeExceptionally(new IllegalStateException("the broker stopped: " + reason));
        if (!ready.isCompletedExceptionally() && over.compareAndSet(false, true)) {
            boolean full = data.freeMegabytes() < 1;
            String cause = full
                    ? "the disk is full under " + data.path() + " and the broker has stopped"
                    : "the broker has stopped after a fatal error in " + data.path() + ": " + reason;
            String expected =
                    full ? "free space; free some and start again" : "a healthy disk; see the log, start again";
            onFatal.accept(EmbeddedPartException.line(PART, cause, expected));
        }
    }

    private void stop() {
        KafkaRaftServer running = server;
        server = null;
        if (running != null) {
            CountDownLatch done = new CountDownLatch(1);
            Thread stopper = new Thread(threads, () -> stopServer(running, done), "embedded-kafka-stop");
            stopper.setDaemon(true);
            stopper.start();
            await(done);
        }
        BrokerExit.forget(threads);
    }

    private static void stopServer(KafkaRaftServer running, CountDownLatch done) {
        try {
            running.shutdown();
            running.awaitShutdown();
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            if (!done.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("limit", STOP_LIMIT).log("the embedded Kafka broker did not stop in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody else took the port between the check and the broker's own bind. */
    private static final class PortLost extends Exception {
        private static final long serialVersionUID = 1L;

        private PortLost(Throwable why) {
            super(why);
        }
    }
}
