package io.deligate.servicekit.process;

import io.deligate.servicekit.health.EventLoopWatchdog;
import io.deligate.servicekit.health.HealthRegistry;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.management.ManagementRoutes;
import io.deligate.servicekit.management.ManagementServer;
import io.deligate.servicekit.metrics.RuntimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform with its management port open, and the parts that run on it. */
public final class RunningPlatform {
    private static final Logger log = LoggerFactory.getLogger(RunningPlatform.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Platform platform;
    private final Parts parts;
    private final PrometheusMeterRegistry meters;
    private final RuntimeMetrics metrics;
    private final ScheduledExecutorService ticker;
    private volatile String notReady = "starting";
    private @Nullable Future<Void> stopped;

    private RunningPlatform(Vertx vertx, RuntimeConfig runtime, BiConsumer<String, String> onReady) {
        Iterable<EventExecutor> loops = ((VertxInternal) vertx).nettyEventLoopGroup();
        this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.metrics = new RuntimeMetrics(meters, loops);
        this.platform =
                new Platform(vertx, meters, new HealthRegistry(), new ManagementRoutes(vertx), Clock.systemUTC());
        this.parts = new Parts(vertx, onReady);
        this.ticker = ticker(new EventLoopWatchdog(loops, runtime.deadBlockedAfter(), meters, System::nanoTime));
        log.atInfo()
                .addKeyValue("event_loops", runtime.effectiveEventLoops())
                .addKeyValue("native_transport", vertx.isNativeTransportEnabled())
                .log("platform built");
        platform.health().readiness("process", () -> Optional.of(notReady).filter(reason -> !reason.isEmpty()));
    }

    /**
     * Builds Vert.x, the meter registry and the health registry.
     *
     * @param onReady is told the name and address of each part that becomes ready
     * @return succeeds with a platform that has no parts yet, fails when Vert.x cannot be built
     */
    public static Future<RunningPlatform> build(RuntimeConfig runtime, BiConsumer<String, String> onReady) {
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(runtime.effectiveEventLoops())
                .setWorkerPoolSize(runtime.workers())
                .setMaxEventLoopExecuteTime(runtime.warnBlockedAfter().toNanos())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.NANOSECONDS)
                .setWarningExceptionTime(
                        runtime.warnBlockedAfter().multipliedBy(2).toNanos())
                .setWarningExceptionTimeUnit(TimeUnit.NANOSECONDS);
        return Future.succeededFuture(
                new RunningPlatform(Vertx.builder().with(options).build(), runtime, onReady));
    }

    /**
     * Opens the management port.
     *
     * @return succeeds with the real port; fails with {@link StartFailure}
     */
    public Future<Integer> openManagement(ManagementConfig config) {
        ManagementServer server = new ManagementServer(config, platform.management(), platform.health(), meters);
        return parts.start(
                        "management",
                        () -> platform.vertx()
                                .deployVerticle(server)
                                .recover(StartFailure.onBind(config.host(), config.port(), "DELIGATE_MANAGEMENT_PORT")),
                        platform.vertx()::undeploy)
                .map(id -> server.port());
    }

    public Platform platform() {
        return platform;
    }

    public Parts parts() {
        return parts;
    }

    /** Says that all parts are up: from now on readiness depends on the services' own checks. */
    public void markReady() {
        notReady = "";
    }

    /**
     * Stops the parts in reverse order and then Vert.x.
     *
     * @return succeeds when nothing runs any more; fails when Vert.x does not close
     */
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        synchronized (this) {
            if (stopped != null) {
                return stopped;
            }
            stopped = done.future();
        }
        notReady = "stopping";
        parts.stop()
                .compose(nothing -> {
                    ticker.shutdownNow();
                    metrics.close();
                    meters.close();
                    return platform.vertx().close();
                })
                .onComplete(done);
        return done.future();
    }

    private ScheduledExecutorService ticker(EventLoopWatchdog watchdog) {
        platform.health().liveness("event loops", watchdog);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "event-loop-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        @SuppressWarnings("unused") // it ends with the executor
        var unused = executor.scheduleAtFixedRate(watchdog::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return executor;
    }
}
