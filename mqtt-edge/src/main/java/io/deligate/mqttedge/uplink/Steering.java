package io.deligate.mqttedge.uplink;

import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.mqttedge.limits.Pace;
import io.deligate.mqttedge.session.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides after each message of a device whether the next one may come. While it may not, the device's messages wait in
 * front of the codec and then in its socket, in order; what else it sends still passes.
 *
 * <p>Two brakes come off by themselves, with time and not with an event: only then there is a timer. Event loop only.
 */
final class Steering {
    /** Not a timer for each message of a device that is too fast. */
    private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LOOK_FOR_REPLIES = TimeUnit.SECONDS.toNanos(1);

    private final Session session;
    private final UplinkRoutes routes;
    private final AckQueue acks;
    private final Pace pace;
    private int waitingForRoom;
    private boolean paused;
    private boolean watching;

    Steering(Session session, UplinkRoutes routes, AckQueue acks, Pace pace) {
        this.session = session;
        this.routes = routes;
        this.acks = acks;
        this.pace = pace;
        session.onProgress(this::lookAgain);
    }

    /** A record of so many bytes waits for room in Kafka's client. */
    void waits(int bytes) {
        waitingForRoom++;
        held().add(bytes);
    }

    /** It waits no more; also told when the session has ended meanwhile. */
    void waitsNoMore(int bytes) {
        waitingForRoom--;
        held().remove(bytes);
    }

    private HeldBytes held() {
        return routes.held();
    }

    /** To be called after each message. */
    void look(long now) {
        if (paused) {
            return;
        }
        Brake brake = brake(now, routes.limits().inFlight(), routes.limits().unanswered());
        if (brake != null) {
            paused = true;
            routes.metrics().braked(brake);
            session.pauseReading();
            watch(brake, now);
        }
    }

    /** To be called when something has changed for the better. */
    void lookAgain() {
        if (!paused || !session.isOpen()) {
            return;
        }
        long now = System.nanoTime();
        // Half the limit, so that a device is not stopped and started for each single message.
        Brake brake =
                brake(now, routes.limits().inFlight() / 2 + 1, routes.limits().unanswered() / 2 + 1);
        if (brake == null) {
            paused = false;
            session.resumeReading();
        } else {
            watch(brake, now);
        }
    }

    private @Nullable Brake brake(long now, int inFlight, int unanswered) {
        if (waitingForRoom > 0) {
            return Brake.NO_ROOM;
        }
        if (acks.size() >= inFlight) {
            return Brake.IN_FLIGHT;
        }
        if (session.openReplies(now) >= unanswered) {
            return Brake.UNANSWERED;
        }
        if (pace.messagesOwe(now) > 0) {
            return Brake.MESSAGES;
        }
        return pace.bytesOwe(now) > 0 ? Brake.BYTES : null;
    }

    /** The other two end with an outcome from Kafka. */
    private void watch(Brake brake, long now) {
        switch (brake) {
            case NO_ROOM, IN_FLIGHT -> {}
            case UNANSWERED -> lookIn(LOOK_FOR_REPLIES);
            case MESSAGES -> lookIn(pace.messagesOwe(now));
            case BYTES -> lookIn(pace.bytesOwe(now));
        }
    }

    private void lookIn(long nanos) {
        if (watching) {
            return;
        }
        watching = true;
        long delay = TimeUnit.NANOSECONDS.toMillis(Math.max(nanos, SHORTEST_WAIT));
        var unused = routes.vertx().setTimer(delay, fired -> {
            watching = false;
            lookAgain();
        });
    }
}
