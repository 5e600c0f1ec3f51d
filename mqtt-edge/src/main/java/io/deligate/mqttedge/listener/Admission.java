package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.access.Access;
import io.deligate.mqttedge.access.ConnectRequest;
import io.deligate.mqttedge.access.Decision;
import io.deligate.mqttedge.access.Refusal;
import io.deligate.mqttedge.refusal.DeviceRefusals;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Connection;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionBooks;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.uplink.UplinkRoutes;
import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.publish.OutcomeQueue;
import io.deligate.streams.session.KeptSubscriptions;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From CONNECT to CONNACK: who is it, then its session's record in Kafka, and only after that the answer (design D4). A
 * client that leaves meanwhile gets its session's end recorded as well. Thread-safe; each connection stays on its own
 * event loop.
 */
public final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);
    private static final long RECORD_MILLIS = 5_000;
    private static final long LOOK_FOR_KAFKA_MILLIS = 500;

    private final Vertx vertx;
    private final Access access;
    private final SessionBooks books;
    private final SessionTable sessions;
    private final SessionJournal journal;
    private final UplinkRoutes uplinks;
    private final SendLimits sendLimits;
    private final Hurdles hurdles;
    private final ConnectMetrics metrics;

    public Admission(
            Vertx vertx,
            Access access,
            SessionBooks books,
            UplinkRoutes uplinks,
            SendLimits sendLimits,
            Hurdles hurdles,
            ConnectMetrics metrics) {
        this.vertx = vertx;
        this.access = access;
        this.books = books;
        this.sessions = books.table();
        this.journal = books.journal();
        this.uplinks = uplinks;
        this.sendLimits = sendLimits;
        this.hurdles = hurdles;
        this.metrics = metrics;
    }

    /** A client whose CONNECT is being decided, until it has its answer or has left. */
    private final class Caller {
        private final MqttEndpoint endpoint;
        private final FrontHandler front;
        private final OutcomeQueue loop;
        private boolean done;
        private long timer = -1;
        private boolean sessionPresent;
        private @Nullable KeptSubscriptions before;

        Caller(MqttEndpoint endpoint, FrontHandler front, OutcomeQueue loop) {
            this.endpoint = endpoint;
            this.front = front;
            this.loop = loop;
        }

        /** True the first time only. */
        boolean finish() {
            boolean first = !done;
            done = true;
            boolean ignored = vertx.cancelTimer(timer);
            return first;
        }
    }

    /** Counts a fresh connection until it is closed; false when there are so many that it has to be closed at once. */
    boolean opened(Channel channel) {
        channel.closeFuture().addListener(closed -> hurdles.cap().closed());
        boolean welcome = hurdles.cap().opened();
        if (!welcome) {
            metrics.turnedAway();
        }
        return welcome;
    }

    void admit(MqttEndpoint endpoint, FrontHandler front, OutcomeQueue loop) {
        Caller caller = new Caller(endpoint, front, loop);
        endpoint.exceptionHandler(failure -> front.close());
        endpoint.closeHandler(none -> {
            if (caller.finish()) {
                metrics.abandoned();
            }
        });
        if (hurdles.cap().isExceeded()) {
            refuse(caller, Refusal.FULL);
            return;
        }
        if (!hurdles.door().mayConnect()) {
            refuse(caller, Refusal.CONNECT_RATE);
            return;
        }
        // The registry may answer on any thread.
        var unused = access.decide(request(endpoint)).onSuccess(decision -> loop.add(() -> follow(decision, caller)));
    }

    private void follow(Decision decision, Caller caller) {
        if (decision instanceof Decision.Granted granted) {
            enter(caller, granted);
        } else if (decision instanceof Decision.Refused refused) {
            refuse(caller, refused.why());
        }
    }

    private static ConnectRequest request(MqttEndpoint endpoint) {
        MqttAuth auth = endpoint.auth();
        MqttWill will = endpoint.will();
        return new ConnectRequest(
                endpoint.clientIdentifier(),
                auth == null ? null : auth.getUsername(),
                auth == null ? null : auth.getPassword(),
                will.isWillFlag() ? will.getWillTopic() : null,
                endpoint.isSsl() ? CertificateName.of(endpoint.sslSession()) : null);
    }

    /** It is who it says it is, and may be refused all the same. */
    private void enter(Caller caller, Decision.Granted granted) {
        DeviceId device = granted.device();
        if (caller.done) {
            return;
        }
        if (sessions.isClosing()) {
            refuse(caller, Refusal.UNAVAILABLE);
        } else if (!hurdles.door().mayConnect(device)) {
            refuse(caller, Refusal.DEVICE_CONNECT_RATE);
        } else if (books.isHeld(device) && !hurdles.door().mayTakeOver(device)) {
            refuse(caller, Refusal.DUPLICATE_ID);
        } else {
            record(caller, granted, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RECORD_MILLIS));
        }
    }

    /** While Kafka is silent a client waits without a record: those of a long outage would fill the publisher. */
    private void awaitKafka(Caller caller, Decision.Granted granted, long deadline) {
        if (System.nanoTime() - deadline >= 0) {
            refuse(caller, Refusal.UNAVAILABLE);
        } else if (!caller.done) {
            caller.timer = vertx.setTimer(LOOK_FOR_KAFKA_MILLIS, later -> record(caller, granted, deadline));
        }
    }

    private void record(Caller caller, Decision.Granted granted, long deadline) {
        if (caller.done) {
            return;
        }
        if (hurdles.outages().isDegraded()) {
            awaitKafka(caller, granted, deadline);
            return;
        }
        if (!caller.endpoint.isCleanSession()) {
            remember(caller, granted.device());
        }
        sessions.expect(granted.device());
        // A record that is stored after the client was told to come later is ended by open() at once.
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        caller.timer = vertx.setTimer(Math.max(1, left), late -> refuse(caller, Refusal.UNAVAILABLE));
        var unused = journal.begin(
                        granted.device(),
                        granted.product().model(),
                        caller.endpoint.remoteAddress().hostAddress(),
                        caller.before)
                .onSuccess(epoch -> open(caller, granted, epoch))
                .onFailure(failure -> {
                    long ignored = sessions.expected(granted.device());
                    refuse(caller, Refusal.UNAVAILABLE);
                });
    }

    /** What a device with CleanSession 0 finds again (A17, R27). */
    private void remember(Caller caller, DeviceId device) {
        var found = sessions.kept()
                .find(device, sessions.find(device), books.directory().find(device));
        caller.sessionPresent = found.isPresent();
        caller.before = found.orElse(KeptSubscriptions.NONE);
    }

    private void open(Caller caller, Decision.Granted granted, long epoch) {
        boolean superseded = sessions.expected(granted.device()) > epoch;
        if (caller.done || sessions.isClosing()) {
            CloseReason why = caller.done ? CloseReason.CONNECTION_LOST : CloseReason.EDGE_STOPPED;
            journal.end(granted.device(), granted.product().model(), epoch, why, caller.before);
            refuse(caller, Refusal.UNAVAILABLE);
            return;
        }
        Connection connection = new Connection(caller.endpoint, caller.front, caller.loop);
        Session session = new Session(
                granted.device(),
                granted.product(),
                epoch,
                connection,
                vertx,
                sendLimits,
                sessions.kept(),
                caller.before);
        if (superseded || !sessions.open(session) || books.isSuperseded(session)) {
            sessions.remove(session);
            refuse(caller, Refusal.SUPERSEDED);
            session.close(CloseReason.TAKEN_OVER);
            return;
        }
        boolean ignored = caller.finish();
        DeviceRefusals refusals = journal.refusals().of(session.device(), caller.endpoint.remoteAddress());
        new Conversation(session, uplinks.open(session, refusals), sessions, journal, refusals).begin();
        caller.endpoint.accept(caller.sessionPresent);
        session.begin();
        caller.front.watchSilence(
                caller.endpoint.keepAliveTimeSeconds(), () -> session.close(CloseReason.CONNECTION_LOST));
        metrics.accepted();
        log.atDebug()
                .addKeyValue("device_id", session.device())
                .addKeyValue("epoch", epoch)
                .log("session opened");
    }

    private void refuse(Caller caller, Refusal why) {
        if (!caller.finish()) {
            return;
        }
        metrics.refused(why);
        journal.refusals().connect(caller.endpoint.clientIdentifier(), why.label(), caller.endpoint.remoteAddress());
        log.atDebug()
                .addKeyValue("client_id", caller.endpoint.clientIdentifier())
                .addKeyValue("reason", why.label())
                .log("connect refused");
        caller.endpoint.reject(why.code());
    }
}
