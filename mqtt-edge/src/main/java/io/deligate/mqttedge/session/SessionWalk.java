package io.deligate.mqttedge.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Goes through many sessions in portions: the next portion begins when each session of the one before has had its turn,
 * so the event loops do their other work in between.
 */
final class SessionWalk {
    private static final int PORTION = 256;

    private final List<Session> sessions;
    private final Consumer<Session> task;
    private final Promise<Void> ended = Promise.promise();
    private int next;

    private SessionWalk(List<Session> sessions, Consumer<Session> task) {
        this.sessions = sessions;
        this.task = task;
    }

    /** Runs the task for each session, on the session's event loop; succeeds when all have had their turn. */
    static Future<Void> over(List<Session> sessions, Consumer<Session> task) {
        SessionWalk walk = new SessionWalk(sessions, task);
        walk.portion();
        return walk.ended.future();
    }

    /** By one thread at a time: the last session of a portion begins the next one. */
    private void portion() {
        List<Session> portion = sessions.subList(next, Math.min(next + PORTION, sessions.size()));
        if (portion.isEmpty()) {
            ended.complete();
            return;
        }
        next += portion.size();
        AtomicInteger left = new AtomicInteger(portion.size());
        for (Session session : portion) {
            session.run(() -> {
                try {
                    task.accept(session);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        portion();
                    }
                }
            });
        }
    }
}
