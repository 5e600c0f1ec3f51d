package io.deligate.registryview;

import io.vertx.core.Future;
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

    private final Vertx vertx;
    private final ClusterMember member;
    private final Supplier<EdgeNotice> edge;
    private long timer = -1;

    /** A beacon that is dark before {@link #start}; {@code edge} is asked before each announcement. */
    public EdgeBeacon(Vertx vertx, ClusterMember member, Supplier<EdgeNotice> edge) {
        this.vertx = vertx;
        this.member = member;
        this.edge = edge;
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
