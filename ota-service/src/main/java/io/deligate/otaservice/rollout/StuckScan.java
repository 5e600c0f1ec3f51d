package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.ModelReleases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the fleet for devices that should have taken a release and have not, a page at a time, and writes down
 * exceptions only. One of all processes takes a step at a time, and any goes on where another one left off.
 */
public final class StuckScan {
    private static final Logger log = LoggerFactory.getLogger(StuckScan.class);
    private static final int ROWS = 1_000;

    /** Between two pages: others want the database too. */
    private static final Duration BREATH = Duration.ofMillis(50);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Rollouts rollouts;
    private final Fleet fleet;
    private final StuckDevices devices;
    private final WatchConfig config;
    private final Clock clock;
    private Future<Boolean> stepping = Future.succeededFuture(false);
    private long timer = -1;
    private boolean stopped;

    public StuckScan(
            Vertx vertx, Rollouts rollouts, Fleet fleet, StuckDevices devices, WatchConfig config, Clock clock) {
        this.vertx = vertx;
        this.rollouts = rollouts;
        this.fleet = fleet;
        this.devices = devices;
        this.config = config;
        this.clock = clock;
    }

    /** Begins to look. */
    public void start() {
        step();
    }

    /** Succeeds when nothing is under way any more. */
    public Future<Void> stop() {
        stopped = true;
        var unused = vertx.cancelTimer(timer);
        return stepping.<Void>mapEmpty().otherwiseEmpty();
    }

    private void step() {
        stepping = devices.step(clock.instant(), config.stuckEvery(), this::page)
                .onFailure(cause -> log.warn("fleet not looked through, tried again: {}", cause.toString()));
        var unused = stepping.onComplete(done -> {
            if (!stopped) {
                boolean more = done.succeeded() && done.result();
                timer = vertx.setTimer((more ? BREATH : LOOK).toMillis(), fired -> step());
            }
        });
    }

    private Future<StuckDevices.Page> page(ProductModel product, String after) {
        return rollouts.releases(product, clock.instant())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(new StuckDevices.Page(List.of(), null))
                        : fleet.page(product, after, ROWS).compose(page -> judged(found.get(), page)));
    }

    /** A hash per device and rollout, so not on the event loop. */
    private Future<StuckDevices.Page> judged(ModelReleases releases, List<Fleet.Device> page) {
        return vertx.executeBlocking(
                () -> new StuckDevices.Page(
                        page.stream()
                                .flatMap(device ->
                                        Stuck.of(releases, device, config.stuckAfter(), releases.validUntil()).stream())
                                .toList(),
                        page.size() < ROWS ? null : page.get(page.size() - 1).id()),
                false);
    }
}
