package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.publish.OutcomeQueue;
import io.deligate.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static Vertx vertx;
    private static OutcomeQueue loop;

    private final SessionTable table = new SessionTable(new KeptSessions(Clock.systemUTC()));

    @BeforeAll
    static void startEventLoop() {
        vertx = Vertx.vertx();
        loop = new OutcomeQueue(vertx.getOrCreateContext());
    }

    @AfterAll
    static void stopEventLoop() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static Session session(DeviceId device, long epoch) {
        return LooseSession.of(device, epoch, loop);
    }

    private static void runTasks() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.add(done::countDown);
        assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Tag("R18")
    void aNewerSessionTakesThePlaceOfAnOlderOne() throws Exception {
        Session older = session(DEVICE, 3);
        Session newer = session(DEVICE, 4);
        assertThat(table.open(older)).isTrue();
        assertThat(table.open(newer)).isTrue();
        runTasks();
        assertThat(older.isOpen()).isFalse();
        assertThat(older.end()).isEqualTo(CloseReason.TAKEN_OVER);
        assertThat(newer.isOpen()).isTrue();
        table.remove(older);
        assertThat(table.find(DEVICE)).containsSame(newer);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void anOlderSessionThatComesLateFindsNoPlace() throws Exception {
        Session newer = session(DEVICE, 4);
        assertThat(table.open(newer)).isTrue();
        assertThat(table.open(session(DEVICE, 3))).isFalse();
        runTasks();
        assertThat(newer.isOpen()).isTrue();
        assertThat(table.find(DEVICE)).containsSame(newer);
    }

    @Test
    void aFenceEndsOlderSessionsOfItsDeviceOnly() throws Exception {
        Session here = session(DEVICE, 7);
        Session neighbour = session(new DeviceId("DL3785W_2"), 1);
        assertThat(table.open(here)).isTrue();
        assertThat(table.open(neighbour)).isTrue();
        table.fence(DEVICE, 6, false);
        table.fence(DEVICE, 7, false);
        runTasks();
        assertThat(here.isOpen()).isTrue();
        table.fence(DEVICE, 8, false);
        runTasks();
        assertThat(here.isOpen()).isFalse();
        assertThat(neighbour.isOpen()).isTrue();
    }

    @Test
    void theFirstReasonOfAnEndCounts() throws Exception {
        Session session = session(DEVICE, 1);
        session.close(CloseReason.GARBAGE);
        session.close(CloseReason.TAKEN_OVER);
        assertThat(session.end()).isEqualTo(CloseReason.GARBAGE);
    }

    @Test
    void aSessionThatComesWhileTheTableTakesNoneIsEnded() throws Exception {
        Session early = session(new DeviceId("DL3785W_2"), 1);
        assertThat(table.open(early)).isTrue();
        table.refuseNew(CloseReason.DRAINED);
        Session late = session(DEVICE, 1);
        assertThat(table.open(late)).isTrue();
        runTasks();
        assertThat(late.end()).isEqualTo(CloseReason.DRAINED);
        assertThat(early.isOpen()).isTrue();
        assertThat(table.all()).contains(early);
    }

    @Test
    void aWalkGivesEachSessionThatFitsItsTurn() {
        int many = 1_000;
        for (int i = 0; i < many; i++) {
            assertThat(table.open(session(new DeviceId("DL3785W_" + i), i))).isTrue();
        }
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        Future<Void> walk = table.forEach(session -> session.epoch() % 2 == 0, session -> seen.add(session.epoch()));
        Await.until(SOON, "the end of the walk", walk::succeeded);
        assertThat(seen).hasSize(many / 2).allMatch(epoch -> epoch % 2 == 0);
        assertThat(table.forEach(session -> false, session -> seen.clear()).succeeded())
                .isTrue();
    }
}
