package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.access.Refusal;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.mqttedge.wire.RefusedFrames;
import io.deligate.streams.publish.OutcomeQueue;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The MQTT server of one event loop; several of them share the port. */
public final class DeviceListener extends VerticleBase {
    /** To Vert.x, servers that listen on the same negative port share one free port. */
    private static final int SHARED_FREE_PORT = -1;

    /** Longer ids reach us and are refused with 0x02, as the protocol asks, instead of by the codec. */
    private static final int LONGEST_CLIENT_ID = 65_535;

    private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(3);

    private final ListenerConfig config;
    private final Admission admission;
    private final SessionTable sessions;
    private final ConnectMetrics metrics;
    private final RefusedFrames refused;
    private @Nullable MqttServer server;
    private @Nullable FrontHandler connecting;

    public DeviceListener(
            ListenerConfig config,
            Admission admission,
            SessionTable sessions,
            ConnectMetrics metrics,
            RefusedFrames refused) {
        this.config = config;
        this.admission = admission;
        this.sessions = sessions;
        this.metrics = metrics;
        this.refused = refused;
    }

    /** Succeeds when the port is open; fails when it is in use. */
    @Override
    public Future<?> start() {
        OutcomeQueue loop = new OutcomeQueue(context);
        MqttServer mqtt = MqttServer.create(new FrontedVertx(vertx, this::front), options());
        // An empty client id, which the server refuses with 0x02 by itself when CleanSession is 0.
        mqtt.exceptionHandler(violation -> metrics.refused(Refusal.BAD_ID));
        mqtt.endpointHandler(endpoint -> admit(endpoint, loop));
        server = mqtt;
        return mqtt.listen();
    }

    private MqttServerOptions options() {
        MqttServerOptions options = new MqttServerOptions()
                .setAutoClientId(false)
                .setMaxClientIdLength(LONGEST_CLIENT_ID)
                .setMaxMessageSize(config.packetBytes())
                .setTimeoutOnConnect((int) config.connectTimeout().toSeconds());
        options.setHost(config.host());
        options.setPort(config.port() == 0 ? SHARED_FREE_PORT : config.port());
        options.setAcceptBacklog(config.backlog());
        options.setTcpKeepAlive(true);
        return options;
    }

    /** Called for each connection when the MQTT server has added its codec and nothing has been read yet. */
    private void front(NetSocketInternal socket) {
        FrontHandler front = new FrontHandler(
                config.packetBytes(),
                rule -> refused.count(rule, socket.remoteAddress().hostAddress()),
                connect -> {
                    // The MQTT server calls the endpoint handler while the CONNECT passes, on this very event loop:
                    // that is how an endpoint finds the handler in front of it.
                    connecting = connect;
                });
        front.installIn(socket.channelHandlerContext().pipeline());
        socket.exceptionHandler(failure -> {
            if (!(failure instanceof IOException)) {
                metrics.violation();
            }
            front.close();
        });
    }

    private void admit(MqttEndpoint endpoint, OutcomeQueue loop) {
        FrontHandler front = connecting;
        connecting = null;
        if (front == null) {
            throw new IllegalStateException("an endpoint without a handler in front of it");
        }
        front.removeStockKeepAlive();
        admission.admit(endpoint, front, loop);
    }

    /** The real port; only after {@link #start} has succeeded. */
    public int actualPort() {
        return server == null ? config.port() : server.actualPort();
    }

    /** Sessions first, so that each ends for the right reason, then the port. */
    @Override
    public Future<?> stop() {
        MqttServer open = server;
        return open == null
                ? Future.succeededFuture()
                : sessions.close(vertx, CloseReason.EDGE_STOPPED, SESSIONS_END_WITHIN)
                        .compose(none -> open.close());
    }
}
