package io.deligate.registryview;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edges that devices can be sent to, as the edges announce themselves. */
public final class EdgeList {
    private static final Logger log = LoggerFactory.getLogger(EdgeList.class);
    private static final Duration REUSED = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Loads that differ by less than this share of the highest count as equal. */
    private static final int STEPS = 20;

    private final Vertx vertx;
    private final ClusterMember member;
    private Future<List<EdgeNotice>> newest = Future.succeededFuture(List.of());
    private long newestAt = System.nanoTime() - REUSED.toNanos();

    public EdgeList(Vertx vertx, ClusterMember member) {
        this.vertx = vertx;
        this.member = member;
    }

    /**
     * Succeeds with the edges that want devices, the least loaded first and equally loaded ones in random order (R134,
     * R135). When no edge wants any, with those that are there at all; when the cluster does not answer, with the list
     * of the time before. Empty only when no edge is known.
     */
    public Future<List<EdgeNotice>> ready() {
        return newest().map(EdgeList::inOrder);
    }

    /** Succeeds with every edge that is there, in no order; when the cluster does not answer, with the list before. */
    public Future<List<EdgeNotice>> all() {
        return newest();
    }

    static List<EdgeNotice> inOrder(Collection<EdgeNotice> all) {
        List<EdgeNotice> wanted = new ArrayList<>(all);
        if (all.stream().anyMatch(EdgeNotice::ready)) {
            wanted.removeIf(edge -> !edge.ready());
        }
        int most = wanted.stream().mapToInt(EdgeNotice::connections).max().orElse(0);
        Collections.shuffle(wanted);
        wanted.sort(Comparator.comparingLong(edge -> (long) edge.connections() * STEPS / (most + 1L)));
        return wanted;
    }

    /** Asked of the cluster once a second at most, however many devices ask. */
    private synchronized Future<List<EdgeNotice>> newest() {
        long now = System.nanoTime();
        if (now - newestAt >= REUSED.toNanos() && newest.isComplete()) {
            Future<List<EdgeNotice>> before = newest;
            newestAt = now;
            newest = vertx.executeBlocking(this::read, false)
                    .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .recover(trouble -> {
                        log.warn("edges cannot be listed, going on with the list before: {}", trouble.toString());
                        return before;
                    });
        }
        return newest;
    }

    private List<EdgeNotice> read() {
        return member.edges().values().stream().map(ViewCodec::edge).toList();
    }
}
