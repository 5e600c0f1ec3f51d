package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration GAP = Duration.ofMillis(1);

    private final ByHand hand = new ByHand();
    private final List<String> gone = new CopyOnWriteArrayList<>();
    private final List<String> failed = new CopyOnWriteArrayList<>();

    /** Runs what is scheduled when it is told to. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Duration> delays = new ArrayList<>();

        ByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (isShutdown()) {
                return super.schedule(task, delay, unit);
            }
            tasks.add(task);
            delays.add(Duration.of(delay, unit.toChronoUnit()));
            return super.schedule(() -> {}, 0, unit);
        }

        /** Runs the only task there is; returns how long it had to wait. */
        Duration next() {
            assertThat(tasks).hasSize(1);
            tasks.remove(0).run();
            return delays.remove(0);
        }
    }

    @AfterEach
    void close() {
        hand.shutdownNow();
    }

    private Pace pace() {
        return new Pace(hand, GAP, sending -> gone.add(sending.topic()));
    }

    private Sending sending(String topic) {
        Room room = new Room(1_000);
        assertThat(room.take(1)).isTrue();
        return new Sending(new ProducerRecord<>(topic, new byte[0]), 1, room, new PublishOutcome() {
            @Override
            public void stored(long offset) {}

            @Override
            public void failed(Throwable cause) {
                failed.add(topic + " " + cause.getMessage());
            }
        });
    }

    @Test
    void afterAPauseTheFirstGoesAtOnceAndTheNextOnesTogetherAfterTheGap() {
        Pace pace = pace();

        pace.add(sending("a"));
        assertThat(hand.next()).isZero();
        assertThat(gone).containsExactly("a");

        pace.add(sending("b"));
        pace.add(sending("c"));
        assertThat(gone).containsExactly("a");
        assertThat(hand.next()).isEqualTo(GAP);
        assertThat(gone).containsExactly("a", "b", "c");
    }

    @Test
    void aGapInWhichNothingCameEndsThePaceSoThatTheFirstGoesAtOnceAgain() {
        Pace pace = pace();
        pace.add(sending("a"));
        assertThat(hand.next()).isZero();
        assertThat(hand.next()).isEqualTo(GAP);

        pace.add(sending("b"));

        assertThat(hand.next()).isZero();
        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void aRecordThatIsNotTakenIsToldSoAndThoseBehindItGoOn() {
        Pace pace = new Pace(hand, GAP, sending -> {
            if (sending.topic().equals("bad")) {
                throw new AssertionError("no");
            }
            gone.add(sending.topic());
        });

        pace.add(sending("bad"));
        pace.add(sending("good"));

        assertThat(hand.next()).isZero();
        assertThat(failed).containsExactly("bad no");
        assertThat(gone).containsExactly("good");
    }

    @Test
    void onceTheKeeperIsShutDownRecordsGoAtOnce() {
        Pace pace = pace();
        hand.shutdown();

        pace.add(sending("a"));
        pace.add(sending("b"));

        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void losesNoRecordOfManyThreadsAndKeepsTheOrderOfEach() throws Exception {
        var keeper = Executors.newSingleThreadScheduledExecutor();
        var callers = Executors.newFixedThreadPool(4);
        try {
            Pace pace = new Pace(keeper, Duration.ofNanos(50_000), sending -> gone.add(sending.topic()));

            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                String name = caller + "-";
                done.add(callers.submit(() ->
                        IntStream.range(0, 5_000).forEach(i -> pace.add(sending(name + (100_000 + i))))));
            }
            for (Future<?> each : done) {
                each.get();
            }

            Await.until(LIMIT, "all records", () -> gone.size() == 20_000);
            for (int caller = 0; caller < 4; caller++) {
                String name = caller + "-";
                assertThat(gone.stream().filter(topic -> topic.startsWith(name)))
                        .hasSize(5_000)
                        .isSorted();
            }
        } finally {
            keeper.shutdownNow();
            callers.shutdownNow();
        }
    }
}
