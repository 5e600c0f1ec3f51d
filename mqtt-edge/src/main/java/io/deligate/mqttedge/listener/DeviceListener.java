package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.access.Refusal;
import io.deligate.mqttedge.drain.Drain;
import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.mqttedge.wire.Fronts;
import io.deligate.streams.publish.OutcomeQueue;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The MQTT server of one entrance on one event loop; those of one entrance share its port. */
public final class DeviceListener extends VerticleBase {
    /** Longer ids reach us and are refused with 0x02, as the protocol asks, instead of by the codec. */
    private static final int LONGEST_CLIENT_ID = 65_535;

    private final ListenerConfig config;
    private final Entrance entrance;
    private final @Nullable Certificates certificates;
    private final Admission admission;
    private final Drain drain;
    private final ConnectMetrics metrics;
    private final Fronts fronts;
    private final SmallQueues queues = new SmallQueues();
    private @Nullable MqttServer server;
    private @Nullable FrontedVertx fronted;
    private @Nullable FrontHandler connecting;

    /** {@code certificates} are needed by an entrance with TLS only. */
    public DeviceListener(
            ListenerConfig config,
            Entrance entrance,
            @Nullable Certificates certificates,
            Admission admission,
            Drain drain,
            ConnectMetrics metrics,
            Fronts fronts) {
        this.config = config;
        this.entrance = entrance;
        this.certificates = certificates;
        this.admission = admission;
        this.drain = drain;
        this.metrics = metrics;
        this.fronts = fronts;
    }

    /** Succeeds when the port is open; fails when it is in use. */
    @Override
    public Future<?> start() {
        OutcomeQueue loop = new OutcomeQueue(context);
        fronted = new FrontedVertx(vertx, this::front, failure -> metrics.violation());
        MqttServer mqtt = MqttServer.create(fronted, options());
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
        options.setPort(entrance.port() == 0 ? entrance.sharedFreePort() : entrance.port());
        options.setAcceptBacklog(config.backlog());
        options.setTcpKeepAlive(true);
        options.setUseProxyProtocol(config.proxyProtocol());
        options.setProxyProtocolTimeout(config.connectTimeout().toSeconds());
        if (entrance.webSocket()) {
            options.setUseWebSocket(true).setWebSocketMaxFrameSize(config.packetBytes());
        }
        if (entrance.tls()) {
            Certificates own = Objects.requireNonNull(certificates, "an entrance with TLS needs a certificate");
            ServerSSLOptions tls = own.options();
            options.setSsl(true);
            options.setSslEngineOptions(own.engine());
            options.setKeyCertOptions(tls.getKeyCertOptions());
            options.setTrustOptions(tls.getTrustOptions());
            options.setClientAuth(tls.getClientAuth());
            options.setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
            options.setSslHandshakeTimeout(config.connectTimeout().toSeconds());
        }
        return options;
    }

    /** New connections are served with these from now on; fails, and changes nothing, when they cannot be used. */
    public Future<Boolean> renew(ServerSSLOptions options) {
        NetServerInternal below = fronted == null ? null : fronted.server();
        return below == null ? Future.succeededFuture(false) : below.updateSSLOptions(options, true);
    }

    /** Called for each connection when the MQTT server has added its codec and nothing has been read yet. */
    private void front(NetSocketInternal socket) {
        Channel channel = socket.channelHandlerContext().channel();
        if (!admission.opened(channel)) {
            var unused = channel.close();
            return;
        }
        queues.putInto(socket);
        FrontHandler front = fronts.front(() -> socket.remoteAddress().hostAddress(), connect -> {
            // The MQTT server calls the endpoint handler while the CONNECT passes, on this very event loop: that is
            // how an endpoint finds the handler in front of it.
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
        return server == null ? entrance.port() : server.actualPort();
    }

    /** Sessions first, so that each ends for the right reason, then the port. */
    @Override
    public Future<?> stop() {
        MqttServer open = server;
        return open == null ? Future.succeededFuture() : drain.finish().compose(none -> open.close());
    }
}
