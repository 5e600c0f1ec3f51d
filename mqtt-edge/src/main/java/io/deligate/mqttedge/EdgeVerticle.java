package io.deligate.mqttedge;

import io.deligate.mqttedge.access.Access;
import io.deligate.mqttedge.downlink.DownlinkReader;
import io.deligate.mqttedge.listener.Admission;
import io.deligate.mqttedge.listener.ConnectMetrics;
import io.deligate.mqttedge.listener.DeviceListener;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.uplink.OutageWatch;
import io.deligate.mqttedge.uplink.UplinkRoutes;
import io.deligate.mqttedge.wire.RefusedFrames;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.EdgeBeacon;
import io.deligate.registryview.EdgeNotice;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The edge's parts and the order of their lives: Kafka's topics, the session directory, the books of a former life, the
 * way down, and only then the door.
 */
public final class EdgeVerticle extends VerticleBase {
    private static final long LOOK_FOR_OUTAGES_MILLIS = 1_000;

    private final Platform platform;
    private final EdgeConfig config;
    private final TopicNames topics;
    private final RegistryView registry;
    private final EdgeBeacon beacon;
    private final RecordPublisher publisher;
    private final OutageWatch outages;
    private final SessionTable sessions = new SessionTable();
    private final SessionJournal journal;
    private final SessionDirectory directory;
    private final DownlinkReader downlinks;
    private final UplinkRoutes uplinks;
    private final Admission admission;
    private final ConnectMetrics connects;
    private final RefusedFrames refusedFrames;
    private final List<Gauge> gauges = new ArrayList<>();
    private final List<DeviceListener> listeners = new ArrayList<>();
    private volatile String notReady = "starting";

    /** The member is the process's own and stays open when this verticle stops. */
    public EdgeVerticle(Platform platform, EdgeConfig config, ClusterMember member) {
        var vertx = platform.vertx();
        var meters = platform.meters();
        var clock = platform.clock();
        var edge = config.edgeId();
        this.platform = platform;
        this.config = config;
        this.topics = config.topics();
        this.publisher = new RecordPublisher(vertx, config.kafka(), "edge-" + edge);
        this.outages = new OutageWatch(publisher);
        this.journal = new SessionJournal(publisher, topics.sessions(), edge, clock);
        this.directory = new SessionDirectory(
                "edge-sessions",
                config.kafka(),
                topics.sessions(),
                (device, session) -> sessions.fence(device, session.epoch()));
        this.downlinks = new DownlinkReader(
                vertx,
                config.kafka(),
                topics.down(edge),
                sessions,
                new DeadLetters(publisher, topics.deadLetter()),
                clock,
                meters);
        this.uplinks = new UplinkRoutes(publisher, topics, edge, clock, config.uplink(), meters);
        this.connects = new ConnectMetrics(meters);
        this.refusedFrames = new RefusedFrames(meters);
        this.registry = new RegistryView(vertx, member, ViewLimits.defaults());
        this.beacon = new EdgeBeacon(vertx, member, this::notice);
        this.admission = new Admission(
                vertx, new Access(registry), journal, sessions, directory, uplinks, config.downlink(), connects);
    }

    /** Succeeds when devices can connect; fails when Kafka cannot be reached or the port is in use. */
    @Override
    public Future<?> start() {
        measure();
        platform.health().liveness("mqtt-edge", () -> directory.problem().or(downlinks::problem));
        platform.health().readiness("mqtt-edge", () -> Optional.of(notReady).filter(reason -> !reason.isEmpty()));
        return new TopicSetup(vertx, config.kafka())
                .ensure(topicSpecs())
                .recover(failure -> Future.failedFuture(StartFailure.explained(failure)))
                .compose(none -> beacon.claim())
                .compose(none -> Future.all(topicSpecs().stream()
                        .map(topic -> publisher.prepare(topic.name()))
                        .toList()))
                .compose(none -> directory.start())
                .compose(none -> journal.closeBooks(directory.heldBy(config.edgeId())))
                .onSuccess(none -> downlinks.start())
                .compose(none -> listen())
                .onSuccess(none -> {
                    notReady = "";
                    beacon.start();
                    vertx.setPeriodic(LOOK_FOR_OUTAGES_MILLIS, timer -> outages.look());
                })
                .recover(failure -> release().transform(none -> Future.failedFuture(failure)));
    }

    private List<TopicSpec> topicSpecs() {
        List<TopicSpec> specs = new ArrayList<>();
        uplinks.topics().forEach(topic -> specs.add(TopicSpec.keyed(topic)));
        specs.add(TopicSpec.table(topics.sessions()));
        specs.add(TopicSpec.ordered(topics.down(config.edgeId())));
        specs.add(TopicSpec.keyed(topics.deadLetter()));
        return specs;
    }

    /** One MQTT server per event loop; they share the port. */
    private Future<?> listen() {
        var oneOfMany = new DeploymentOptions().setInstances(eventLoops());
        return vertx.deployVerticle(this::listener, oneOfMany)
                .recover(StartFailure.onBind(config.mqtt().host(), config.mqtt().port(), "DELIGATE_MQTT_PORT"));
    }

    private int eventLoops() {
        int count = 0;
        for (var loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            count += loop == null ? 0 : 1;
        }
        return count;
    }

    private DeviceListener listener() {
        DeviceListener listener = new DeviceListener(config.mqtt(), admission, sessions, connects, refusedFrames);
        synchronized (listeners) {
            listeners.add(listener);
        }
        return listener;
    }

    private void measure() {
        gauges.add(Gauge.builder("deligate.edge.connections", sessions, SessionTable::size)
                .description("Devices with a live session")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.degraded", outages, kafka -> kafka.isDegraded() ? 1 : 0)
                .description("1 while Kafka acknowledges nothing although uplinks wait")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.inflight.bytes", publisher, RecordPublisher::heldBytes)
                .description("Bytes handed to Kafka and not acknowledged yet")
                .register(platform.meters()));
    }

    private EdgeNotice notice() {
        return new EdgeNotice(
                config.edge().id(), List.of(advertised()), List.of(), sessions.size(), notReady.isEmpty());
    }

    /** Where devices reach this edge; an edge that listens everywhere names this machine's loopback unless told. */
    private String advertised() {
        if (!config.advertised().mqtt().isEmpty()) {
            return config.advertised().mqtt();
        }
        String host = config.mqtt().host();
        return "tcp://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port();
    }

    /** The port devices connect to; only after {@link #start} has succeeded. */
    public int port() {
        synchronized (listeners) {
            return listeners.isEmpty() ? config.mqtt().port() : listeners.get(0).actualPort();
        }
    }

    /** Called when the listeners, being this verticle's children, have ended all sessions. */
    @Override
    public Future<?> stop() {
        notReady = "stopping";
        return beacon.stop().compose(none -> release());
    }

    private Future<Void> release() {
        return downlinks
                .stop()
                .compose(none -> directory.stop())
                .compose(none -> publisher.close())
                .onComplete(none -> {
                    registry.close();
                    gauges.forEach(platform.meters()::remove);
                    platform.health().remove("mqtt-edge");
                });
    }
}
