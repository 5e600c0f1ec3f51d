package io.deligate.simulator;

import io.deligate.load.Target;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.Terminal;
import io.deligate.simulator.fleet.Fleet;
import io.deligate.simulator.fleet.FleetPlan;
import io.deligate.simulator.fleet.Snapshot;
import io.deligate.simulator.progress.FleetReport;
import io.deligate.simulator.progress.Progress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a fleet that a person looks at, until its time is over or the process is told to stop. */
final class Simulation {
    private static final int DONE = 0;
    private static final int NEVER_CONNECTED = 1;
    private static final long LOOK_MILLIS = 1_000;
    private static final long STOPS_WITHIN_SECONDS = 15;

    private final FleetPlan plan;
    private final Secret productKey;
    private final Target target;
    private final String address;
    private final Terminal terminal;
    private final PrintStream people;
    private final boolean json;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int code = NEVER_CONNECTED;

    Simulation(FleetPlan plan, Secret productKey, Target target, String address, Terminal terminal, boolean json) {
        this.plan = plan;
        this.productKey = productKey;
        this.target = target;
        this.address = address;
        this.terminal = terminal;
        this.people = json ? terminal.err() : terminal.out();
        this.json = json;
    }

    /** Returns the exit code; blocks the calling thread. */
    int run(@Nullable Duration length) {
        Thread hook = new Thread(this::haltAfterStop, "stop-simulate");
        Runtime.getRuntime().addShutdownHook(hook);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        long began = System.nanoTime();
        Snapshot end;
        try (Fleet fleet = new Fleet(vertx, plan, productKey, target, Clock.systemUTC());
                Progress progress = Progress.of(people, "connected", plan.devices())) {
            progress.line(plan.devices() + " devices of " + plan.model() + " go to " + address + "; Ctrl-C ends it");
            fleet.start();
            watch(fleet, progress, length);
            end = fleet.snapshot();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return NEVER_CONNECTED;
        } finally {
            var unused = vertx.close();
        }
        report(end, Duration.ofNanos(System.nanoTime() - began));
        code = end.connections().ever() > 0 ? DONE : NEVER_CONNECTED;
        stopped.countDown();
        unhook(hook);
        return code;
    }

    private void watch(Fleet fleet, Progress progress, @Nullable Duration length) throws InterruptedException {
        long until = length == null ? Long.MAX_VALUE : System.nanoTime() + length.toNanos();
        long seenAt = System.nanoTime();
        long seen = 0;
        boolean advised = false;
        while (System.nanoTime() < until) {
            long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
            if (stop.await(Math.min(LOOK_MILLIS, left), TimeUnit.MILLISECONDS)) {
                return;
            }
            Snapshot now = fleet.snapshot();
            long at = System.nanoTime();
            long messages = now.sent() + now.received();
            progress.show(now.connections().now(), FleetReport.line(now, (messages - seen) * 1e9 / (at - seenAt)));
            seen = messages;
            seenAt = at;
            if (!advised) {
                var advice = FleetReport.advice(now, plan);
                advice.forEach(progress::line);
                advised = !advice.isEmpty();
            }
        }
    }

    private void report(Snapshot end, Duration took) {
        FleetReport.summary(end, plan, took).forEach(people::println);
        if (json) {
            terminal.out().println(FleetReport.json(end, plan, address, took).encode());
        }
    }

    /** A signal is how a run without an end is meant to end: with its summary, and not as a failure. */
    private void haltAfterStop() {
        stop.countDown();
        try {
            if (stopped.await(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(code);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unhook(Thread hook) {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException signalled) {
            // the hook ends the process
        }
    }
}
