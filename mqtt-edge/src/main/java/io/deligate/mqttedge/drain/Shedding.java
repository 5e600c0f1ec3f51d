package io.deligate.mqttedge.drain;

import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.registryview.EdgeList;
import io.deligate.registryview.EdgeNotice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slowly gives away what this edge holds far above the mean of the ready edges. Devices connect for weeks: without it an
 * edge that is added later would stay empty. Lives on one event loop.
 */
public final class Shedding {
    private static final Logger log = LoggerFactory.getLogger(Shedding.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final long CLOSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final String edge;
    private final EdgeList edges;
    private final SessionTable sessions;
    private final SheddingConfig config;
    private final MeterRegistry meters;
    private final Counter shed;
    private final List<Session> chosen = new ArrayList<>();
    private long lookTimer = -1;
    private long closeTimer = -1;

    public Shedding(
            Vertx vertx,
            String edge,
            EdgeList edges,
            SessionTable sessions,
            SheddingConfig config,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.edge = edge;
        this.edges = edges;
        this.sessions = sessions;
        this.config = config;
        this.meters = meters;
        this.shed = Counter.builder("deligate.edge.shed")
                .description("Connections closed because this edge held far more than the others")
                .register(meters);
    }

    /** Looks every 10 s from now on; nothing when it is switched off. */
    public void start() {
        if (config.enabled()) {
            lookTimer = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
            closeTimer = vertx.setPeriodic(CLOSE_MILLIS, tick -> close());
        }
    }

    public void stop() {
        boolean ignored = vertx.cancelTimer(lookTimer) && vertx.cancelTimer(closeTimer);
        chosen.clear();
        meters.remove(shed);
    }

    private void look() {
        var unused = edges.ready().onSuccess(ready -> {
            int excess = excess(edge, sessions.size(), ready, config);
            chosen.clear();
            if (excess > 0 && !sessions.isClosing()) {
                List<Session> all = new ArrayList<>(sessions.all());
                Collections.shuffle(all);
                int most = Math.min(excess, (int) (config.rate() * LOOK.toSeconds()));
                chosen.addAll(all.subList(0, Math.min(most, all.size())));
                log.atInfo()
                        .addKeyValue("connections", all.size())
                        .addKeyValue("excess", excess)
                        .log("giving connections away");
            }
        });
    }

    private void close() {
        int now = Math.min(config.rate(), chosen.size());
        List<Session> some = chosen.subList(0, now);
        some.forEach(session -> session.run(() -> session.close(CloseReason.SHED)));
        shed.increment(now);
        some.clear();
    }

    /** How many connections this edge holds beyond what is tolerated; 0 when it is alone, not ready, or near enough. */
    static int excess(String edge, int own, List<EdgeNotice> ready, SheddingConfig config) {
        boolean listed =
                ready.stream().anyMatch(each -> each.ready() && each.edge().equals(edge));
        if (!listed || ready.size() < 2) {
            return 0;
        }
        long others = ready.stream()
                .filter(each -> !each.edge().equals(edge))
                .mapToLong(EdgeNotice::connections)
                .sum();
        double mean = (double) (others + own) / ready.size();
        int excess = (int) (own - mean * (1 + config.tolerance()));
        return excess >= config.least() ? excess : 0;
    }
}
