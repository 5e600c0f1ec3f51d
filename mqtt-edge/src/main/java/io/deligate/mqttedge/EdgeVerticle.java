package io.deligate.mqttedge;

import io.deligate.mqttedge.access.Access;
import io.deligate.mqttedge.downlink.BroadcastReader;
import io.deligate.mqttedge.downlink.DownRoutes;
import io.deligate.mqttedge.downlink.DownlinkReader;
import io.deligate.mqttedge.drain.Drain;
import io.deligate.mqttedge.drain.Shedding;
import io.deligate.mqttedge.limits.ConnectionCap;
import io.deligate.mqttedge.limits.Door;
import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.mqttedge.listener.Admission;
import io.deligate.mqttedge.listener.ConnectMetrics;
import io.deligate.mqttedge.listener.Entrance;
import io.deligate.mqttedge.listener.Entrances;
import io.deligate.mqttedge.listener.Hurdles;
import io.deligate.mqttedge.peers.PeerWatch;
import io.deligate.mqttedge.refusal.RefusalReports;
import io.deligate.mqttedge.rollout.RolloutWalk;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.KeptSessions;
import io.deligate.mqttedge.session.SessionBooks;
import io.deligate.mqttedge.session.SessionFollower;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.uplink.OutageWatch;
import io.deligate.mqttedge.uplink.UplinkRoutes;
import io.deligate.mqttedge.wire.Fronts;
import io.deligate.mqttedge.wire.ReadLimits;
import io.deligate.mqttedge.wire.RefusedFrames;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.EdgeBeacon;
import io.deligate.registryview.EdgeList;
import io.deligate.registryview.EdgeNotice;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.deligate.tracing.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's parts and the order of their lives: Kafka's topics, the session directory, the books of a former life, the
 * way down, and only then the door.
 */
public final class EdgeVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(EdgeVerticle.class);
    private static final String STARTING = "starting";
    private static final long LOOK_FOR_OUTAGES_MILLIS = 1_000;
    private static final String DRAIN = "/drain";
    private static final long PURGE_KEPT_MILLIS = 600_000;

    private final Platform platform;
    private final EdgeConfig config;
    private final TopicNames topics;
    private final RegistryView registry;
    private final EdgeBeacon beacon;
    private final RecordPublisher publisher;
    private final Tracing tracing;
    private final OutageWatch outages;
    private final SessionTable sessions;
    private final SessionJournal journal;
    private final SessionDirectory directory;
    private final DownlinkReader downlinks;
    private final BroadcastReader broadcasts;
    private final RolloutWalk rollouts;
    private final PeerWatch peers;
    private final UplinkRoutes uplinks;
    private final Admission admission;
    private final ConnectMetrics connects;
    private final ConnectionCap cap;
    private final HeldBytes held;
    private final List<Gauge> gauges = new ArrayList<>();
    private final Drain drain;
    private final Entrances entrances;
    private final Shedding shedding;
    private volatile String notReady = STARTING;

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
        this.tracing = Tracing.open(config.tracing(), "mqtt-edge");
        this.outages = new OutageWatch(publisher);
        this.sessions = new SessionTable(new KeptSessions(clock));
        this.registry = new RegistryView(vertx, member, ViewLimits.defaults());
        var refusals = new RefusalReports(publisher, topics.registryWrites(), registry::knows, clock, meters);
        this.journal = new SessionJournal(publisher, topics.sessions(), edge, clock, refusals);
        this.directory = new SessionDirectory(
                "edge-sessions", config.kafka(), topics.sessions(), new SessionFollower(edge, sessions, journal));
        DownRoutes down = new DownRoutes(platform, config.kafka(), publisher, topics, edge, directory, tracing);
        this.downlinks = new DownlinkReader("edge-down", down, edge, sessions, config.downlink());
        this.broadcasts = new BroadcastReader(down, sessions);
        this.rollouts = new RolloutWalk(down, sessions, registry, meters);
        this.peers =
                new PeerWatch(down, journal, config.downlink(), config.edge().lostAfter());
        this.held = new HeldBytes(config.uplink().hold().edgeBytes());
        ReadLimits reading = new ReadLimits(
                config.mqtt().packetBytes(),
                (int) config.uplink().hold().device().bytes(),
                held);
        Fronts fronts = new Fronts(reading, new RefusedFrames(meters));
        this.uplinks = new UplinkRoutes(platform, publisher, topics, edge, config.uplink(), held, tracing);
        this.connects = new ConnectMetrics(meters);
        this.beacon = new EdgeBeacon(vertx, member, this::notice);
        this.cap = new ConnectionCap(config.mqtt().connections());
        this.admission = new Admission(
                vertx,
                new Access(registry, config.tls().clientCertProducts(), clock),
                new SessionBooks(edge, sessions, journal, directory),
                uplinks,
                config.downlink(),
                new Hurdles(cap, new Door(config.mqtt().connects(), System::nanoTime), outages),
                connects);
        this.drain = new Drain(vertx, sessions, config.drain(), config.runtime().stopWithin(), this::withdraw);
        this.entrances = new Entrances(
                config.entrances(), config.mqtt(), config.tls(), admission, drain, connects, fronts, meters);
        this.shedding =
                new Shedding(vertx, edge.value(), new EdgeList(vertx, member), sessions, config.shedding(), meters);
    }

    /** Succeeds when devices can connect; fails when Kafka cannot be reached or the port is in use. */
    @Override
    public Future<?> start() {
        measure();
        platform.health()
                .liveness(
                        "mqtt-edge",
                        () -> directory
                                .problem()
                                .or(downlinks::problem)
                                .or(broadcasts::problem)
                                .or(rollouts::problem)
                                .or(peers::problem));
        platform.health().readiness("mqtt-edge", this::unready);
        return new TopicSetup(vertx, config.kafka())
                .ensure(topicSpecs())
                .recover(failure -> Future.failedFuture(StartFailure.explained(failure)))
                .compose(none -> beacon.claim())
                .onSuccess(none -> beacon.start())
                .compose(none -> Future.all(topicSpecs().stream()
                        .map(topic -> publisher.prepare(topic.name()))
                        .toList()))
                .compose(none -> directory.start())
                .compose(none -> peers.start())
                .compose(none -> journal.closeBooks(directory.heldBy(config.edgeId()), CloseReason.EDGE_RESTARTED))
                .compose(none -> broadcasts.start())
                .compose(none -> rollouts.start())
                .onSuccess(none -> downlinks.start())
                .compose(none -> entrances.open(vertx, context))
                .onSuccess(none -> {
                    notReady = "";
                    beacon.announce();
                    shedding.start();
                    drainOnRequest();
                    vertx.setPeriodic(LOOK_FOR_OUTAGES_MILLIS, timer -> look());
                    vertx.setPeriodic(
                            PURGE_KEPT_MILLIS, timer -> sessions.kept().purge());
                })
                .recover(failure ->
                        beacon.stop().compose(none -> release()).transform(none -> Future.failedFuture(failure)));
    }

    /** An edge that does not hear what happens elsewhere cannot know which of its sessions still count: it gives them away. */
    private void look() {
        outages.look();
        if (directory.problem().isPresent() && !drain.hasBegun()) {
            log.atError().addKeyValue("sessions", sessions.size()).log("the session directory has ended: leaving");
            var unused = drain.finishAtOnce();
        }
    }

    private List<TopicSpec> topicSpecs() {
        List<TopicSpec> specs = new ArrayList<>();
        uplinks.topics().forEach(topic -> specs.add(TopicSpec.keyed(topic)));
        specs.add(TopicSpec.table(topics.sessions()));
        specs.add(TopicSpec.ordered(topics.down(config.edgeId())));
        specs.add(TopicSpec.ordered(topics.broadcast()));
        specs.add(TopicSpec.rollCall(topics.edges()));
        specs.add(TopicSpec.keyed(topics.receipts()));
        specs.add(TopicSpec.keyed(topics.events()));
        specs.add(TopicSpec.keyed(topics.deadLetter()));
        specs.add(TopicSpec.keyed(journal.refusals().topic()));
        return specs;
    }

    /** {@code POST /drain} on the management port begins a drain; asked again it tells how far it is. */
    private void drainOnRequest() {
        platform.management().route(HttpMethod.POST, DRAIN, request -> {
            var begun = drain.begin();
            var unused = request.response()
                    .setStatusCode(202)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject()
                            .put("draining", true)
                            .put("done", begun.isComplete())
                            .put("connections", sessions.size())
                            .toBuffer());
        });
    }

    /** Nobody shall be sent here any more. */
    private void withdraw() {
        notReady = "draining";
        beacon.announce();
    }

    private void measure() {
        gauges.add(Gauge.builder("deligate.edge.connections", sessions, SessionTable::size)
                .description("Devices with a live session")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.connections.most", cap, ConnectionCap::most)
                .description("Connections this edge may have")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.degraded", outages, kafka -> kafka.isDegraded() ? 1 : 0)
                .description("1 while Kafka acknowledges nothing although uplinks wait")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.downlinks.open", downlinks, DownlinkReader::open)
                .description("Messages to devices that were read and have no outcome yet")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.inflight.bytes", publisher, RecordPublisher::heldBytes)
                .description("Bytes handed to Kafka and not acknowledged yet")
                .register(platform.meters()));
        gauges.add(Gauge.builder("deligate.edge.held.bytes", held, HeldBytes::bytes)
                .description("Bytes of devices that wait on this edge")
                .register(platform.meters()));
    }

    private EdgeNotice notice() {
        List<String> plain = new ArrayList<>();
        List<String> secure = new ArrayList<>();
        // While it starts it announces its id and no address yet.
        boolean open = !notReady.equals(STARTING);
        entrances.ports().forEach((entrance, port) -> {
            if (open && !entrance.webSocket()) {
                (entrance.tls() ? secure : plain).add(advertised(entrance, port));
            }
        });
        return new EdgeNotice(
                config.edge().id(), plain, secure, sessions.size(), unready().isEmpty());
    }

    /** Why no more devices should be sent here; empty when they may. */
    private Optional<String> unready() {
        if (!notReady.isEmpty()) {
            return Optional.of(notReady);
        }
        return cap.isReady()
                ? Optional.empty()
                : Optional.of(cap.open() + " of at most " + cap.most() + " connections");
    }

    /** Where devices reach this edge; an edge that listens everywhere names this machine's loopback unless told. */
    private String advertised(Entrance entrance, int port) {
        String told = entrance.tls()
                ? config.advertised().mqtts()
                : config.advertised().mqtt();
        String host = config.mqtt().host();
        return told.isEmpty()
                ? entrance.scheme() + "://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port
                : told;
    }

    /** Where devices can connect; only after {@link #start} has succeeded. */
    public List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        entrances
                .ports()
                .forEach((entrance, port) ->
                        addresses.add(entrance.scheme() + "://" + config.mqtt().host() + ":" + port));
        return addresses;
    }

    /** The plain MQTT port; only after {@link #start} has succeeded. */
    public int port() {
        return entrances.ports().values().iterator().next();
    }

    /** Called when the listeners, being this verticle's children, have ended all sessions. */
    @Override
    public Future<?> stop() {
        notReady = "stopping";
        shedding.stop();
        platform.management().remove(HttpMethod.POST, DRAIN);
        return beacon.stop().compose(none -> release());
    }

    private Future<Void> release() {
        return peers.stop()
                .compose(none -> rollouts.stop())
                .compose(none -> broadcasts.stop())
                .compose(none -> downlinks.stop())
                .compose(none -> directory.stop())
                .compose(none -> publisher.close())
                .compose(none -> tracing.close())
                .onComplete(none -> {
                    registry.close();
                    entrances.close();
                    gauges.forEach(platform.meters()::remove);
                    platform.health().remove("mqtt-edge");
                });
    }
}
