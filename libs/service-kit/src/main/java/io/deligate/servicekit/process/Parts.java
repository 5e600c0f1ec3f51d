package io.deligate.servicekit.process;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the parts of a process one after the other and stops them in reverse order; safe for several threads. */
public final class Parts {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Vertx vertx;
    private final BiConsumer<String, String> onReady;
    private final Deque<Started> started = new ArrayDeque<>();
    private final Set<Future<?>> starting = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Promise<Void> aborted = Promise.promise();
    private @Nullable Future<Void> stopped;

    /** With a listener that is told the name of each ready part and where it can be reached. */
    public Parts(Vertx vertx, BiConsumer<String, String> onReady) {
        this.vertx = vertx;
        this.onReady = onReady;
    }

    /**
     * Starts something and remembers how to stop it.
     *
     * @return succeeds with what was started; fails with {@link StartFailure}
     */
    public <T> Future<T> start(String name, Supplier<Future<T>> start, Function<T, Future<?>> stop) {
        Promise<T> settled = Promise.promise();
        synchronized (this) {
            if (stopped != null) {
                return Future.failedFuture(
                        new StartFailure(name + " was not started", "a process that is not stopping"));
            }
            starting.add(settled.future());
        }
        attempt(start).onComplete(result -> {
            synchronized (this) {
                starting.remove(settled.future());
                if (result.succeeded()) {
                    started.push(
                            new Started(name, () -> stop.apply(result.result()).mapEmpty()));
                }
            }
            if (result.succeeded()) {
                settled.complete(result.result());
            } else {
                settled.fail(StartFailure.of(name, result.cause()));
            }
        });
        return settled.future();
    }

    /** Deploys one instance of a verticle; succeeds with its deployment id. */
    public Future<String> deploy(String name, Deployable verticle) {
        return deploy(name, () -> verticle, new DeploymentOptions());
    }

    /** Deploys as many instances as the options say; succeeds with their deployment id. */
    public Future<String> deploy(String name, Supplier<? extends Deployable> verticle, DeploymentOptions options) {
        return start(name, () -> vertx.deployVerticle(verticle, options), vertx::undeploy);
    }

    /** Starts and stops something that blocks, on a worker thread. */
    public <T> Future<T> startBlocking(String name, Callable<T> start, BlockingStop<T> stop) {
        return start(
                name,
                () -> vertx.executeBlocking(start, false),
                part -> vertx.executeBlocking(
                        () -> {
                            stop.stop(part);
                            return part;
                        },
                        false));
    }

    /** Reports a part as ready, with its real address. */
    public void ready(String part, String address) {
        onReady.accept(part, address);
    }

    /** Adds a line that is shown once everything is ready. */
    public synchronized void note(String line) {
        notes.add(line);
    }

    /** Ends the process in order because a part that is running can never recover. */
    public void abort(String part, Throwable cause) {
        aborted.tryFail(StartFailure.of(part, cause));
    }

    /**
     * Stops everything in reverse order; a part that fails to stop is logged and does not keep the others from it.
     *
     * @return succeeds when nothing runs any more; never fails
     */
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        Future<?> settled;
        synchronized (this) {
            if (stopped != null) {
                return stopped;
            }
            stopped = done.future();
            settled = starting.isEmpty() ? Future.succeededFuture() : Future.join(List.copyOf(starting));
        }
        settled.transform(ignored -> stopNext()).onComplete(done);
        return done.future();
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    Future<Void> aborted() {
        return aborted.future();
    }

    private Future<Void> stopNext() {
        Started next;
        synchronized (this) {
            next = started.poll();
        }
        if (next == null) {
            return Future.succeededFuture();
        }
        return attempt(next.stop()).transform(result -> {
            if (result.failed()) {
                log.atError()
                        .setCause(result.cause())
                        .addKeyValue("part", next.name())
                        .log("part did not stop");
            } else {
                log.atDebug().addKeyValue("part", next.name()).log("part stopped");
            }
            return stopNext();
        });
    }

    /** A supplier that throws is a failed future like any other. */
    private static <T> Future<T> attempt(Supplier<? extends Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** How something that blocks is stopped. */
    @FunctionalInterface
    public interface BlockingStop<T> {
        void stop(T part) throws Exception;
    }

    private record Started(String name, Supplier<Future<Void>> stop) {}
}
