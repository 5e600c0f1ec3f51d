package io.deligate.registryview;

import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the cluster that an edge is there, every few seconds; an edge that falls silent is forgotten after 10 s. */
public final class EdgeBeacon {
    private static final Logger log = LoggerFactory.getLogger(EdgeBeacon.class);
    private static final Duration GAP = Duration.ofSeconds(3);
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration CLAIM_AGAIN = Duration.ofMillis(500);

    private final Vertx vertx;
    private final ClusterMember member;
    private final Supplier<EdgeNotice> edge;
    private boolean claimed;
    private long timer = -1;

    /** A beacon that is dark before {@link #start}; {@code edge} is asked before each announcement. */
    public EdgeBeacon(Vertx vertx, ClusterMember member, Supplier<EdgeNotice> edge) {
        this.vertx = vertx;
        this.member = member;
        this.edge = edge;
    }

    /**
     * Takes the edge's id, once for the whole cluster: two edges of one id would end each other's sessions in the books.
     * Succeeds when it was free, also of two that ask at the same moment for one only; waits out the last announcement
     * of an edge that died, and fails with {@link StartFailure} when the announcements go on. It is to be followed by
     * {@link #start} at once, or the claim is forgotten.
     */
    public Future<Void> claim() {
        return claim(System.nanoTime() + REMEMBERED.plus(LIMIT).toNanos());
    }

    private Future<Void> claim(long deadline) {
        EdgeNotice notice = edge.get();
        String id = notice.edge();
        return take(notice).compose(taken -> {
            claimed = taken;
            if (taken) {
                return Future.succeededFuture();
            }
            if (System.nanoTime() - deadline > 0) {
                return Future.failedFuture(new StartFailure(
                        "edge id " + id + " is in use by a running edge", "an id of its own; set DELIGATE_EDGE_ID"));
            }
            Promise<Void> again = Promise.promise();
            vertx.setTimer(CLAIM_AGAIN.toMillis(), timer -> claim(deadline).onComplete(again));
            return again.future();
        });
    }

    /** Without a registry in the cluster nobody can be asked, and the edge's records still go the right way. */
    private Future<Boolean> take(EdgeNotice notice) {
        byte[] announcement = ViewCodec.encode(notice);
        return vertx.executeBlocking(
                        () -> member.edges()
                                        .putIfAbsent(
                                                notice.edge(),
                                                announcement,
                                                REMEMBERED.toMillis(),
                                                TimeUnit.MILLISECONDS)
                                == null,
                        false)
                .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(EdgeBeacon::unheard)
                .otherwise(true);
    }

    /** Announces now and from now on; nothing fails: without a registry in the cluster it is tried again. */
    public void start() {
        announce();
        timer = vertx.setPeriodic(GAP.toMillis(), tick -> announce());
    }

    /** Announces out of turn, for a change that should not wait, such as the start of a drain. */
    public void announce() {
        EdgeNotice notice = edge.get();
        try {
            var unused = Future.fromCompletionStage(member.edges()
                            .setAsync(
                                    notice.edge(),
                                    ViewCodec.encode(notice),
                                    REMEMBERED.toMillis(),
                                    TimeUnit.MILLISECONDS))
                    .onFailure(EdgeBeacon::unheard);
        } catch (RuntimeException refused) {
            unheard(refused);
        }
    }

    /** Succeeds when the edge is off the list, or after 2 s: then it falls off by itself. */
    public Future<Void> stop() {
        var unused = vertx.cancelTimer(timer);
        if (!claimed) {
            return Future.succeededFuture();
        }
        try {
            return Future.fromCompletionStage(
                            member.edges().deleteAsync(edge.get().edge()))
                    .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(EdgeBeacon::unheard)
                    .otherwiseEmpty()
                    .mapEmpty();
        } catch (RuntimeException refused) {
            unheard(refused);
            return Future.succeededFuture();
        }
    }

    private static void unheard(Throwable cause) {
        log.debug("edge could not be announced: {}", cause.toString());
    }
}
