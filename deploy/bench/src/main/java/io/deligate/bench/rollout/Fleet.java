package io.deligate.bench.rollout;

import io.deligate.bench.part.Platform;
import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.mqttedge.rollout.Look;
import io.deligate.mqttedge.rollout.Turn;
import io.deligate.mqttedge.session.Connection;
import io.deligate.mqttedge.session.KeptSessions;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.mqttedge.wire.ReadLimits;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.ProductView;
import io.deligate.rolloutgate.Audience;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.KnownReleases;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Release;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.deligate.rolloutgate.Schedule;
import io.deligate.streams.publish.OutcomeQueue;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The edge's own sessions, its own look at them and the gate itself, for as many devices as are asked for; only sockets are
 * missing, whose memory another benchmark tells.
 */
public final class Fleet {
    private static final ProductType TYPE = new ProductType(Platform.TYPE);
    private static final ProductModel MODEL = new ProductModel(Platform.MODEL);
    private static final String OLD_VERSION = "1.0";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration RAMP = Duration.ofHours(10);

    private final Stopwatch watch = new Stopwatch();
    private final SessionTable sessions = new SessionTable(new KeptSessions(Clock.systemUTC()));
    private final KnownReleases known = new KnownReleases();
    private final String[] devices;
    private int offered;
    private int turns;

    private Fleet(int count) {
        devices = new String[count];
        for (int number = 0; number < count; number++) {
            devices[number] = Platform.MODEL + "_" + (1_000_000_000 + number);
        }
    }

    /** How many devices. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        new Fleet(Math.min(count, 50_000)).run();
        Fleet fleet = new Fleet(count);
        fleet.run();
        fleet.watch.tell();
    }

    private void run() {
        ModelReleases running = releases(1, new RolloutState.Running(START));
        Instant tenPercent = START.plus(RAMP.dividedBy(10));
        watch.time("gate", () -> offered = decide(running, tenPercent));
        watch.put("gate_released_share", (double) offered / devices.length);

        long before = Stopwatch.heapInUse();
        watch.time("build", this::connect);
        watch.put("heap_bytes_per_device", (double) (Stopwatch.heapInUse() - before) / devices.length);

        watch.time("start", () -> hear(running));
        watch.time("first_look", () -> look(START));
        for (int look = 2; look < Look.SETTLED; look++) {
            look(START);
        }
        watch.time("look", () -> look(START));
        watch.time("look_at_ten_percent", () -> look(tenPercent));
        watch.put("turns_share", (double) turns / devices.length);
        watch.time("pause", () -> hear(releases(2, new RolloutState.Paused(START, tenPercent))));
        look(START.plus(RAMP));
        watch.put("turns_share_paused", (double) turns / devices.length);
        watch.time("abort", () -> hear(releases(3, new RolloutState.Aborted())));
        look(START.plus(RAMP));
        watch.put("turns_share_aborted", (double) turns / devices.length);
        watch.put("record_bytes", ReleasesCodec.write(running).length);
    }

    private int decide(ModelReleases releases, Instant now) {
        int released = 0;
        for (String device : devices) {
            released +=
                    Gate.decide(releases, device, OLD_VERSION, now).release().isPresent() ? 1 : 0;
        }
        return released;
    }

    /** One record, as each edge takes it in. */
    private void hear(ModelReleases releases) {
        var news = known.heard(ReleasesCodec.read(ReleasesCodec.write(releases)), START);
        if (news.isEmpty()) {
            throw new IllegalStateException("revision " + releases.revision() + ": no news (expected: news)");
        }
    }

    private void look(Instant now) {
        List<Turn> found = Look.turns(sessions, known.all(), now);
        turns = found.size();
    }

    private void connect() {
        ProductView product = new ProductView(MODEL, TYPE, AuthScheme.PRODUCT_KEY, true, true, List.of());
        FrontHandler front = new FrontHandler(new ReadLimits(1, 1, new HeldBytes(1)), rule -> {}, connect -> {});
        Connection none = new Connection(unused(MqttEndpoint.class), front, new OutcomeQueue(unused(Context.class)));
        Vertx vertx = unused(Vertx.class);
        KeptSessions kept = new KeptSessions(Clock.systemUTC());
        SendLimits limits = SendLimits.defaults();
        String topic = DeviceTopics.modelTopic(TYPE, MODEL);
        for (int number = 0; number < devices.length; number++) {
            Session session =
                    new Session(new DeviceId(devices[number]), product, number, none, vertx, limits, kept, null);
            var granted = session.subscriptions().subscribe(topic, 1);
            if (granted.isEmpty() || !sessions.open(session)) {
                throw new IllegalStateException("device " + devices[number] + ": not in (expected: a session)");
            }
        }
    }

    private static ModelReleases releases(long revision, RolloutState state) {
        Release release = new Release(
                "1",
                "2.0",
                2,
                UpgradeType.NORMAL,
                URI.create("http://127.0.0.1/firmware/1"),
                "00000000000000000000000000000000",
                1);
        Rollout rollout = new Rollout(
                "1", release, "seed", revision, Schedule.ramp(0, 10_000, RAMP), state, Audience.everybody(), 0, 0);
        return new ModelReleases(
                TYPE,
                MODEL,
                revision,
                START.plus(Duration.ofDays(1)),
                Map.of(OLD_VERSION, 1L, "2.0", 2L),
                List.of(rollout));
    }

    /** For what is held and never asked. */
    private static <T> T unused(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    throw new IllegalStateException(method.getName() + " was called (expected: nothing)");
                }));
    }
}
