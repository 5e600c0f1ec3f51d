package io.deligate.standalone;

import io.deligate.load.Target;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.simulator.device.Habits;
import io.deligate.simulator.device.Phase;
import io.deligate.simulator.device.Span;
import io.deligate.simulator.download.DownloadLimits;
import io.deligate.simulator.fleet.Fleet;
import io.deligate.simulator.fleet.FleetPlan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release on its way through a simulated fleet, before the eyes of a person: everything by the same REST calls that an
 * operator makes, in about two minutes.
 */
final class DemoRollout {
    private static final Logger log = LoggerFactory.getLogger(DemoRollout.class);
    private static final DemoProduct PRODUCT =
            new DemoProduct("SIMULATED", "Simulated attendance machine", "demo-rollout-product-key");
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
    private static final double CONNECTS_PER_SECOND = 60;
    private static final int RAMP_SECONDS = 100;
    /** Nobody watches a demo for ten minutes. */
    private static final int SOAK_SECONDS = 5;

    private static final int WINDOW_SECONDS = 20;
    private static final int FILE_BYTES = 256 << 10;
    private static final int CANARIES = 10;
    private static final int MOST_VERSIONS = 10_000;

    /** So that the last device is through when the platform completes the rollout. */
    private static final Habits HABITS = new Habits(
            Duration.ofMinutes(1),
            Duration.ZERO,
            Span.ofSeconds(0, WINDOW_SECONDS - 5),
            Span.ofSeconds(1, 3),
            0,
            Habits.usual().away(),
            1);

    /**
     * What was asked for on the command line.
     *
     * @param devices that take part
     * @param badInstalls the share of them on which the release does not install
     */
    record Wish(int devices, double badInstalls) {}

    private final Vertx vertx;
    private final Parts parts;
    private final DataFolder data;
    private final DemoRest registry;
    private final DemoRest ota;
    private final int mqttPort;
    private final DemoScreen screen;
    private final Wish wish;
    private final Promise<Void> over = Promise.promise();
    private volatile boolean stopped;

    DemoRollout(
            Vertx vertx,
            Parts parts,
            DataFolder data,
            String adminKey,
            Demo.Addresses addresses,
            DemoScreen screen,
            Wish wish) {
        this.vertx = vertx;
        this.parts = parts;
        this.data = data;
        this.registry = new DemoRest(vertx, addresses.registryPort(), adminKey);
        this.ota = new DemoRest(vertx, addresses.otaPort(), adminKey);
        this.mqttPort = addresses.mqttPort();
        this.screen = screen;
        this.wish = wish;
    }

    /** Succeeds when there is a firmware and a fleet that will get it; the rollout itself goes on by itself. */
    Future<Void> start() {
        return PRODUCT.key(vertx, registry, data)
                .compose(key -> uploaded(1)
                        .compose(firmware -> fleet(key, firmware)
                                .compose(fleet ->
                                        parts.start("demo rollout", () -> begin(fleet, firmware), begun -> stop()))))
                .mapEmpty();
    }

    private Future<Void> begin(Fleet fleet, Firmware firmware) {
        parts.note("a rollout of version " + firmware.version() + " over " + wish.devices()
                + " simulated devices of product " + PRODUCT.model() + " begins");
        // behind the lines that say what is ready
        var unused = vertx.setTimer(LOOKS_EVERY.toMillis(), timer -> roll(fleet, firmware));
        return Future.succeededFuture();
    }

    /** Succeeds when nobody looks any more, which is before the next look. */
    private Future<Void> stop() {
        stopped = true;
        return over.future();
    }

    /**
     * A release to be rolled out.
     *
     * @param before the version that devices have
     */
    private record Firmware(String id, String version, String before) {}

    /** The first version that is not taken by an earlier demo on the same data. */
    private Future<Firmware> uploaded(int minor) {
        if (minor > MOST_VERSIONS) {
            return Future.failedFuture(new StartFailure("demo: all versions are taken", "a fresh data folder"));
        }
        byte[] file = new byte[FILE_BYTES];
        new Random(minor).nextBytes(file);
        String version = "1." + minor;
        return ota.upload(
                        "/v1/firmware?product=" + PRODUCT.model() + "&version=" + version + "&upgrade_type=normal",
                        file)
                .compose(answer -> answer.statusCode() == 409
                        ? uploaded(minor + 1)
                        : made(answer, "firmware")
                                .map(made -> new Firmware(made.getString("firmware_id"), version, "1." + (minor - 1))));
    }

    private Future<Fleet> fleet(String key, Firmware firmware) {
        FleetPlan plan = new FleetPlan(
                PRODUCT.model(),
                "KQ",
                "",
                wish.devices(),
                CONNECTS_PER_SECOND,
                firmware.before(),
                wish.badInstalls(),
                1,
                HABITS,
                DownloadLimits.usual());
        return parts.startBlocking(
                "demo fleet",
                () -> new Fleet(vertx, plan, new Secret(key), Target.plain("127.0.0.1:" + mqttPort), Clock.systemUTC()),
                Fleet::close);
    }

    private void roll(Fleet fleet, Firmware firmware) {
        if (stopped) {
            over.complete();
            return;
        }
        fleet.start();
        List<String> canaries = IntStream.range(0, Math.min(CANARIES, wish.devices()))
                .mapToObj(number -> fleet.plan().identity(number).id())
                .toList();
        var unused = gathered(fleet)
                .compose(none -> registered(canaries, 0))
                .compose(none -> drafted(canaries, firmware))
                .compose(this::begun)
                .compose(id -> watched(fleet, id))
                .onSuccess(end -> tell(fleet, firmware, end))
                .onFailure(why -> {
                    screen.end();
                    if (!stopped) {
                        log.atWarn().setCause(why).log("the demo's rollout has ended");
                    }
                })
                .onComplete(done -> over.complete());
    }

    private Future<Void> gathered(Fleet fleet) {
        screen.begin("demo: connected", wish.devices());
        return until(() -> {
                    long now = fleet.snapshot().connections().now();
                    screen.show(now, "");
                    return Future.succeededFuture(now == wish.devices());
                })
                .onSuccess(all -> screen.end())
                .mapEmpty();
    }

    /** A device that has just connected for the first time is registered a moment later; a rollout names none before. */
    private Future<Void> registered(List<String> devices, int first) {
        return first == devices.size()
                ? Future.succeededFuture()
                : until(() -> registry.get("/v1/devices/" + devices.get(first))
                                .map(answer -> answer.statusCode() == 200))
                        .compose(there -> registered(devices, first + 1));
    }

    private Future<String> drafted(List<String> canaries, Firmware firmware) {
        JsonObject plan = new JsonObject()
                .put("firmware_id", firmware.id())
                .put("canary", new JsonArray(canaries))
                .put("ramp", new JsonObject().put("from", 0.01).put("to", 1).put("duration_s", RAMP_SECONDS))
                .put("window_s", WINDOW_SECONDS)
                .put("soak_s", SOAK_SECONDS)
                .put("abort", new JsonObject().put("failure_rate", 0.05).put("min_sample", 20));
        return ota.post("/v1/rollouts", plan)
                .compose(answer -> made(answer, "rollout"))
                .map(draft -> {
                    screen.accept("demo: drafted with POST /v1/rollouts: " + plan.encode());
                    draft.getJsonArray("forecast").forEach(hour -> screen.accept("demo: forecast " + forecast(hour)));
                    return draft.getString("rollout_id");
                });
    }

    private static String forecast(Object hour) {
        JsonObject json = (JsonObject) hour;
        return String.format(
                Locale.ROOT,
                "for the hour from %s: %d devices, %.6f Gbit/s on average",
                json.getString("at"),
                json.getLong("devices"),
                json.getDouble("gbit_s"));
    }

    private Future<String> begun(String id) {
        return ota.post("/v1/rollouts/" + id + ":start", new JsonObject())
                .compose(answer -> made(answer, "rollout " + id))
                .map(running -> id);
    }

    private Future<JsonObject> watched(Fleet fleet, String id) {
        Promise<JsonObject> end = Promise.promise();
        screen.begin("demo: rollout", wish.devices());
        return until(() -> ota.get("/v1/rollouts/" + id)
                        .compose(answer -> made(answer, "rollout " + id))
                        .map(now -> {
                            show(fleet, now);
                            boolean over = !"running".equals(now.getString("state"))
                                    && !"paused".equals(now.getString("state"));
                            return over && end.tryComplete(now);
                        })
                        // the platform is busy, and the demo can wait
                        .otherwise(false))
                .compose(over -> {
                    screen.end();
                    return end.future();
                });
    }

    private void show(Fleet fleet, JsonObject rollout) {
        JsonObject counts = rollout.getJsonObject("counts");
        long succeeded = counts.getLong("succeeded");
        long failed = counts.getLong("failed");
        var snapshot = fleet.snapshot();
        screen.show(
                succeeded + failed,
                String.format(
                        Locale.ROOT,
                        "released %d, offered %d, succeeded %d, failed %d, waiting %d, downloading %d, %s",
                        counts.getLong("released_online"),
                        counts.getLong("offered"),
                        succeeded,
                        failed,
                        snapshot.count(Phase.WAITING),
                        snapshot.count(Phase.DOWNLOADING),
                        rollout.getString("state")));
    }

    private void tell(Fleet fleet, Firmware firmware, JsonObject end) {
        String reason = end.getString("state_reason", "");
        screen.accept("demo: rollout " + end.getString("state") + ": " + reason);
        screen.accept("demo: the fleet runs " + fleet.snapshot().versions() + ", and goes on");
        screen.accept("demo: why a device has " + firmware.version()
                + ", or not yet: curl -H \"Authorization: Bearer $(cat " + data.file("admin-key") + ")\" "
                + ota.address()
                + "/v1/devices/" + fleet.plan().identity(wish.devices() - 1).id() + "/update-decision");
    }

    private static Future<JsonObject> made(HttpResponse<String> answer, String what) {
        return answer.statusCode() < 300
                ? Future.succeededFuture(new JsonObject(answer.body()))
                : Future.failedFuture(new StartFailure(
                        "demo: " + what + ": HTTP " + answer.statusCode() + " " + answer.body(), "HTTP 200"));
    }

    /** Looks every second until it is so; fails when the platform stops. */
    private Future<Boolean> until(Supplier<Future<Boolean>> look) {
        if (stopped) {
            return Future.failedFuture("the platform stops");
        }
        return look.get().compose(done -> {
            if (done) {
                return Future.succeededFuture(true);
            }
            Promise<Boolean> later = Promise.promise();
            var unused =
                    vertx.setTimer(LOOKS_EVERY.toMillis(), timer -> until(look).onComplete(later));
            return later.future();
        });
    }
}
