package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Parts parts = new Parts(vertx, (part, address) -> events.add(part + " on " + address));

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @CanIgnoreReturnValue
    private static <T extends @Nullable Object> T get(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<String> start(String name) {
        return parts.start(
                name,
                () -> {
                    events.add("start " + name);
                    return Future.succeededFuture(name);
                },
                part -> {
                    events.add("stop " + part);
                    return Future.succeededFuture();
                });
    }

    private Throwable failure(Future<?> future) {
        return Objects.requireNonNull(Assertions.catchThrowableOfType(ExecutionException.class, () -> get(future))
                .getCause());
    }

    @Test
    void partsStopInReverseOrder() throws Exception {
        get(start("a").compose(a -> start("b")).compose(b -> start("c")));
        get(parts.stop());

        assertThat(events).containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
    }

    @Test
    void stoppingTwiceStopsOnce() throws Exception {
        get(start("a"));
        get(parts.stop());
        get(parts.stop());

        assertThat(events).containsExactly("start a", "stop a");
    }

    @Test
    void aPartThatFailsToStopDoesNotKeepTheOthersFromIt() throws Exception {
        get(start("a"));
        get(parts.start("b", Future::succeededFuture, b -> Future.failedFuture("stuck")));
        get(parts.start("c", Future::succeededFuture, c -> {
            throw new IllegalStateException("broken");
        }));
        get(parts.stop());

        assertThat(events).containsExactly("start a", "stop a");
    }

    @Test
    void aFailedStartNamesThePart() {
        assertThat(failure(parts.start("schema", () -> Future.failedFuture("no database\nat all"), x -> start("y"))))
                .isInstanceOf(StartFailure.class)
                .hasMessage("schema: no database");
        assertThat(failure(parts.start(
                        "schema",
                        () -> {
                            throw new IllegalStateException();
                        },
                        x -> start("y"))))
                .hasMessage("schema: IllegalStateException");
    }

    @Test
    void aPartStillStartingWhenTheStopComesIsStoppedToo() throws Exception {
        Promise<String> slow = Promise.promise();
        Future<String> starting = parts.start("slow", slow::future, part -> {
            events.add("stop " + part);
            return Future.succeededFuture();
        });
        Future<Void> stopped = parts.stop();
        assertThat(stopped.isComplete()).isFalse();
        slow.complete("slow");
        get(starting);
        get(stopped);

        assertThat(events).containsExactly("stop slow");
    }

    @Test
    void nothingStartsAfterTheStop() throws Exception {
        get(parts.stop());

        assertThat(failure(start("late")))
                .hasMessage("late was not started (expected: a process that is not stopping)");
        assertThat(events).isEmpty();
    }

    @Test
    void verticlesAreDeployedAndUndeployed() throws Exception {
        get(parts.deploy("verticle", () -> new Recorded(events), new DeploymentOptions().setInstances(2)));
        get(parts.deploy("one more", new Recorded(events)));
        get(parts.stop());

        assertThat(events).containsExactly("up", "up", "up", "down", "down", "down");
    }

    @Test
    void whatBlocksRunsOnAWorker() throws Exception {
        get(parts.startBlocking("schema", () -> events.add(threadKind()), done -> events.add("stop " + threadKind())));
        get(parts.stop());

        assertThat(events).containsExactly("vert.x-worker", "stop vert.x-worker");
    }

    private static String threadKind() {
        return Thread.currentThread().getName().replaceAll("-thread-\\d+$", "");
    }

    private static final class Recorded extends VerticleBase {
        private final List<String> events;

        private Recorded(List<String> events) {
            this.events = events;
        }

        @Override
        public Future<?> start() {
            events.add("up");
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            events.add("down");
            return Future.succeededFuture();
        }
    }
}
