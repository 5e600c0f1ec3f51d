package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final OutcomeQueue queue = new OutcomeQueue(context);

    @AfterEach
    void close() {
        var unused = vertx.close();
    }

    @Test
    void runsTasksOnItsContextInOrder() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        AtomicInteger elsewhere = new AtomicInteger();

        IntStream.range(0, 5_000)
                .forEach(i -> queue.add(() -> {
                    ran.add(i);
                    elsewhere.addAndGet(Vertx.currentContext() == context ? 0 : 1);
                }));

        Await.until(LIMIT, "all tasks", () -> ran.size() == 5_000);
        assertThat(ran).isSorted();
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void losesNoTaskOfManyThreads() {
        AtomicInteger ran = new AtomicInteger();

        IntStream.range(0, 100_000).parallel().forEach(i -> queue.add(ran::incrementAndGet));

        Await.until(LIMIT, "all tasks", () -> ran.get() == 100_000);
    }

    @Test
    void goesOnBehindATaskThatThrows() {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch bothAdded = new CountDownLatch(1);
        context.exceptionHandler(failure -> seen.add(String.valueOf(failure.getMessage())));
        context.runOnContext(none -> waitFor(bothAdded));

        queue.add(() -> {
            throw new IllegalStateException("broken");
        });
        queue.add(() -> seen.add("next"));
        bothAdded.countDown();

        Await.untilAsserted(LIMIT, () -> assertThat(seen).contains("broken", "next"));
    }

    @Test
    void letsTheLoopDoOtherWorkInBetween() {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch allAdded = new CountDownLatch(1);
        context.runOnContext(none -> waitFor(allAdded));
        IntStream.range(0, 3_000).forEach(i -> queue.add(() -> seen.add("task")));
        context.runOnContext(none -> seen.add("other"));

        allAdded.countDown();

        Await.until(LIMIT, "everything", () -> seen.size() == 3_001);
        assertThat(seen.indexOf("other")).isLessThan(3_000);
    }

    private static void waitFor(CountDownLatch latch) {
        Await.until(LIMIT, "the test", () -> latch.getCount() == 0);
    }
}
