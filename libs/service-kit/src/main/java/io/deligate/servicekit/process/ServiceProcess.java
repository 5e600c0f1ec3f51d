package io.deligate.servicekit.process;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.logging.JavaLogging;
import io.deligate.servicekit.process.CommandLine.Wish;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs one service as a process: reads its settings, starts its parts, waits for the signal to stop and stops them.
 *
 * <p>Exit codes: 0 stopped in order, 1 a part could not start or stop, 2 the settings or the options are wrong.
 */
public final class ServiceProcess<C extends Record & ServiceConfig> {
    private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);
    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int MISCONFIGURED = 2;

    private final String name;
    private final C defaults;
    private final Assembly<C> assembly;
    private final Terminal terminal;

    private ServiceProcess(String name, C defaults, Assembly<C> assembly, Terminal terminal) {
        this.name = name;
        this.defaults = defaults;
        this.assembly = assembly;
        this.terminal = terminal;
    }

    public static <C extends Record & ServiceConfig> ServiceProcess<C> of(
            String name, C defaults, Assembly<C> assembly) {
        return new ServiceProcess<>(name, defaults, assembly, Terminal.ofProcess());
    }

    /** The same service writing somewhere else. */
    public ServiceProcess<C> writingTo(Terminal other) {
        return new ServiceProcess<>(name, defaults, assembly, other);
    }

    /** Does what the command line asks for and returns the exit code; comes back when the service has stopped. */
    public int run(String[] args, Map<String, String> env) {
        try {
            CommandLine line = CommandLine.parse(args);
            if (line.wish() == Wish.HELP) {
                CommandLine.printHelp(name, defaults, terminal.out());
                return STOPPED;
            }
            C config = ConfigLoader.load(defaults, line.configFile(), env);
            if (line.wish() == Wish.PRINT_CONFIG) {
                ConfigLoader.describe(config).forEach(terminal.out()::println);
                return STOPPED;
            }
            return run(config);
        } catch (ConfigException e) {
            e.problems().forEach(this::complain);
            return MISCONFIGURED;
        }
    }

    /** Runs with settings that are already loaded, until the process is told to stop or a part gives up. */
    public int run(C config) {
        JavaLogging.joinOurs();
        log.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("settings", ConfigLoader.describe(config))
                .log("starting");
        AtomicReference<RunningPlatform> running = new AtomicReference<>();
        Duration limit = config.runtime().stopWithin();
        AtomicBoolean signalled = new AtomicBoolean();
        Thread hook = new Thread(
                () -> {
                    signalled.set(true);
                    haltAfterStop(running.get(), limit);
                },
                "stop-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        int code = FAILED;
        try {
            RunningPlatform platform = await(start(config, running));
            terminal.out().println(name + " is ready");
            platform.parts().notes().forEach(note -> terminal.out().println("  " + note));
            await(platform.parts().aborted());
        } catch (ExecutionException e) {
            if (signalled.get()) {
                return STOPPED;
            }
            explain(StartFailure.of(name, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = STOPPED;
        }
        // First, or the exit would run the hook and wait for the same stop once more.
        boolean unhooked = unhook(hook);
        return stop(running.get(), limit) && unhooked ? code : FAILED;
    }

    /**
     * Starts inside a process that has its own way to wait and to stop.
     *
     * @return succeeds when the service does its work; fails with {@link StartFailure} after everything is stopped again
     */
    public Future<RunningPlatform> start(C config) {
        AtomicReference<RunningPlatform> running = new AtomicReference<>();
        return start(config, running).recover(failure -> {
            RunningPlatform platform = running.get();
            Future<Void> stopped = platform == null ? Future.succeededFuture() : platform.stop();
            return stopped.transform(ignored -> Future.failedFuture(failure));
        });
    }

    private Future<RunningPlatform> start(C config, AtomicReference<RunningPlatform> running) {
        return Future.succeededFuture(config)
                .compose(it -> RunningPlatform.build(it.runtime(), this::announce))
                .onSuccess(running::set)
                .compose(platform -> platform.openManagement(config.management())
                        .onSuccess(port -> announce(
                                "management", "http://" + config.management().host() + ":" + port))
                        .compose(port -> assembly.assemble(platform.platform(), config, platform.parts()))
                        .onSuccess(ready -> platform.markReady())
                        .map(ready -> platform))
                .recover(failure -> Future.failedFuture(StartFailure.of(name, failure)));
    }

    private void announce(String part, String address) {
        terminal.out().println(name + ": " + part + " on " + address);
    }

    private void explain(StartFailure failure) {
        log.atLevel(failure.isForeseen() ? Level.DEBUG : Level.ERROR)
                .setCause(failure.getCause())
                .addKeyValue("service", name)
                .log("failed");
        complain(String.valueOf(failure.getMessage()));
    }

    private void complain(String problem) {
        terminal.err().println(problem.startsWith(name + ": ") ? problem : name + ": " + problem);
    }

    /** The virtual machine would end with 143 after a signal; an orderly stop is no failure, so it ends with 0. */
    private void haltAfterStop(@Nullable RunningPlatform platform, Duration limit) {
        int code = stop(platform, limit) ? STOPPED : FAILED;
        terminal.out().println(name + " has stopped");
        Runtime.getRuntime().halt(code);
    }

    private boolean stop(@Nullable RunningPlatform platform, Duration limit) {
        if (platform == null) {
            return true;
        }
        CompletableFuture<Void> stopped = platform.stop().toCompletionStage().toCompletableFuture();
        try {
            stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            complain("not stopped within " + limit.toSeconds() + " s (expected: an orderly stop)");
        } catch (ExecutionException e) {
            log.atError().setCause(e.getCause()).addKeyValue("service", name).log("not stopped in order");
            complain(String.valueOf(StartFailure.of("stop", e).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean unhook(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal came at the same moment: the hook ends the process.
            return true;
        }
    }

    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
