package io.deligate.mqttedge.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.KeptSessions;
import io.deligate.mqttedge.session.LooseSession;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.publish.OutcomeQueue;
import io.deligate.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R144")
class DrainTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static Vertx vertx;
    private static OutcomeQueue loop;

    private final SessionTable table = new SessionTable(new KeptSessions(Clock.systemUTC()));
    private final AtomicInteger told = new AtomicInteger();

    @BeforeAll
    static void startEventLoop() {
        vertx = Vertx.vertx();
        loop = new OutcomeQueue(vertx.getOrCreateContext());
    }

    @AfterAll
    static void stopEventLoop() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private Drain drain(int rate, Duration stopWithin) {
        return drain(Duration.ZERO, rate, stopWithin);
    }

    private Drain drain(Duration await, int rate, Duration stopWithin) {
        DrainConfig config = new DrainConfig(await, rate, Duration.ofSeconds(1));
        return new Drain(vertx, table, config, stopWithin, told::incrementAndGet);
    }

    private List<Session> sessions(int count) {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session session = LooseSession.of(new DeviceId("DL3785W_" + i), 1, loop);
            assertThat(table.open(session)).isTrue();
            sessions.add(session);
        }
        return sessions;
    }

    private static long open(List<Session> sessions) {
        return sessions.stream().filter(Session::isOpen).count();
    }

    @Test
    void itTellsFirstThenClosesOneAfterTheOtherAndEndsWhenAllAreGone() {
        List<Session> sessions = sessions(10);
        Drain drain = drain(20, Duration.ofMinutes(10));
        Future<Void> done = drain.begin();
        assertThat(told).hasValue(1);
        assertThat(table.isClosing()).isTrue();
        assertThat(open(sessions)).as("still there a moment later").isPositive();
        Await.until(SOON, "the end of all sessions", () -> open(sessions) == 0);
        assertThat(done.isComplete()).as("while the table holds them").isFalse();
        sessions.forEach(table::remove);
        Await.until(SOON, "the end of the drain", done::succeeded);
        assertThat(sessions).allSatisfy(session -> assertThat(session.end()).isEqualTo(CloseReason.DRAINED));
    }

    @Test
    void askedTwiceItIsTheSameDrain() {
        List<Session> sessions = sessions(1);
        Drain drain = drain(1_000, Duration.ofMinutes(10));
        Future<Void> first = drain.begin();
        assertThat(drain.begin()).isSameAs(first);
        assertThat(told).hasValue(1);
        sessions.forEach(table::remove);
        Await.until(SOON, "the end of the drain", first::succeeded);
    }

    @Test
    void theProcessEndsInTimeWhateverTheRate() {
        List<Session> sessions = sessions(500);
        Drain drain = drain(1, Duration.ofMillis(1_500));
        Future<Void> done = drain.finish();
        Await.until(SOON, "the end of all sessions", () -> open(sessions) == 0);
        sessions.forEach(table::remove);
        Await.until(SOON, "the end of the drain", done::succeeded);
    }

    @Test
    void asksNobodyTwiceThatWillNotLeave() {
        assertThat(sessions(1)).hasSize(1);
        Future<Void> done = drain(100, Duration.ofMillis(200)).finish();
        Await.until(SOON, "the end of the drain", done::succeeded);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void whoeverComesBeforeTheOthersHaveHeardOfItIsTakenInAndThenGivenAway() {
        Drain drain = drain(Duration.ofMillis(600), 1_000, Duration.ofMinutes(10));
        Future<Void> done = drain.begin();
        assertThat(told).hasValue(1);
        assertThat(drain.hasBegun()).isTrue();
        assertThat(table.isClosing()).as("while it waits").isFalse();
        List<Session> late = sessions(3);
        assertThat(open(late)).isEqualTo(3);
        Await.until(SOON, "the end of the late ones", () -> open(late) == 0);
        assertThat(table.isClosing()).isTrue();
        late.forEach(table::remove);
        Await.until(SOON, "the end of the drain", done::succeeded);
    }

    @Test
    void theWaitIsCutShortWhenTheProcessMustEnd() {
        List<Session> sessions = sessions(3);
        Drain drain = drain(Duration.ofHours(1), 1_000, Duration.ofMillis(1_500));
        Future<Void> done = drain.begin();
        assertThat(drain.finish()).isSameAs(done);
        Await.until(SOON, "the end of all sessions", () -> open(sessions) == 0);
        sessions.forEach(table::remove);
        Await.until(SOON, "the end of the drain", done::succeeded);
    }

    @Test
    void anEdgeThatMustNotHoldItsDevicesDoesNotWait() {
        List<Session> sessions = sessions(3);
        Future<Void> done =
                drain(Duration.ofHours(1), 1_000, Duration.ofHours(3)).finishAtOnce();
        assertThat(table.isClosing()).isTrue();
        Await.until(SOON, "the end of all sessions", () -> open(sessions) == 0);
        sessions.forEach(table::remove);
        Await.until(SOON, "the end of the drain", done::succeeded);
    }
}
