package io.deligate.registryservice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndWaitersTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final List<Consumer<CommandId>> heard = new ArrayList<>();
    private final List<Runnable> losses = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EndWaiters waiters = new EndWaiters(vertx, this::listen, 2, meters);

    private synchronized Future<EndNews.Listening> listen(Consumer<CommandId> ended, Runnable lost) {
        heard.add(ended);
        losses.add(lost);
        return Future.succeededFuture(Future::succeededFuture);
    }

    private synchronized int listened() {
        return heard.size();
    }

    @AfterEach
    void close() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static EndWaiters.Waiter entered(EndWaiters waiters, CommandId id) {
        return waiters.enter(id).orElseThrow();
    }

    @Test
    void soManyWaitAtATimeAndALeaverMakesRoom() {
        EndWaiters.Waiter first = entered(waiters, CommandId.random());
        EndWaiters.Waiter second = entered(waiters, CommandId.random());
        assertThat(waiters.enter(CommandId.random())).isEmpty();
        first.leave();
        first.leave();
        assertThat(waiters.enter(CommandId.random())).isPresent();
        assertThat(waiters.enter(CommandId.random())).isEmpty();
        second.leave();
        assertThat(meters.get("deligate.registry.command.waiters").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void theEndOfACommandWakesWhoWaitsForItAndNobodyElse() {
        // Whoever waits already looks again when the listening begins.
        Future<Void> early = entered(waiters, CommandId.random()).woken(LONG);
        waiters.start();
        Await.until(LONG, "listening", early::isComplete);
        CommandId id = CommandId.random();
        Future<Void> mine = entered(waiters, id).woken(LONG);
        Future<Void> other = entered(waiters, CommandId.random()).woken(LONG);
        heard.get(0).accept(id);
        Await.until(LONG, "woken", mine::isComplete);
        assertThat(other.isComplete()).isFalse();
    }

    @Test
    void whoWaitsLooksAgainOnceItIsHeardAgainAfterALoss() {
        waiters.start();
        Await.until(LONG, "listening", () -> listened() == 1);
        Future<Void> mine = entered(waiters, CommandId.random()).woken(LONG);
        losses.get(0).run();
        Await.until(LONG, "listening again", () -> listened() == 2);
        Await.until(LONG, "woken", mine::isComplete);
    }

    @Test
    void aWaiterIsWokenWhenItsTimeIsOver() {
        Future<Void> mine = entered(waiters, CommandId.random()).woken(Duration.ofMillis(1));
        Await.until(LONG, "woken", mine::isComplete);
        assertThat(meters.get("deligate.registry.command.waiters").gauge().value())
                .isZero();
    }
}
