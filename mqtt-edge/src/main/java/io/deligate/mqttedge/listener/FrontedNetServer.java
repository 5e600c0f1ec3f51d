package io.deligate.mqttedge.listener;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.internal.tls.SslContextProvider;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrafficShapingOptions;
import io.vertx.core.net.impl.NetServerInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A TCP server that shows each connection to a hook once the MQTT server has added its codec to it. */
final class FrontedNetServer implements NetServerInternal {
    private final NetServerInternal server;
    private final Consumer<NetSocketInternal> hook;

    FrontedNetServer(NetServerInternal server, Consumer<NetSocketInternal> hook) {
        this.server = server;
        this.hook = hook;
    }

    @Override
    public NetServerInternal connectHandler(@Nullable Handler<NetSocket> handler) {
        if (handler == null) {
            return server.connectHandler(null);
        }
        return server.connectHandler(socket -> {
            handler.handle(socket);
            hook.accept((NetSocketInternal) socket);
        });
    }

    @Override
    public Handler<NetSocket> connectHandler() {
        return server.connectHandler();
    }

    @Override
    public NetServerInternal exceptionHandler(Handler<Throwable> handler) {
        return server.exceptionHandler(handler);
    }

    @Override
    public SslContextProvider sslContextProvider() {
        return server.sslContextProvider();
    }

    @Override
    public Future<NetServer> listen(ContextInternal context, SocketAddress localAddress) {
        return server.listen(context, localAddress);
    }

    @Override
    public Future<NetServer> listen() {
        return server.listen();
    }

    @Override
    public Future<NetServer> listen(SocketAddress localAddress) {
        return server.listen(localAddress);
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
        return server.shutdown(timeout, unit);
    }

    @Override
    public int actualPort() {
        return server.actualPort();
    }

    @Override
    public Future<Boolean> updateSSLOptions(ServerSSLOptions options, boolean force) {
        return server.updateSSLOptions(options, force);
    }

    @Override
    public Future<Boolean> updateTrafficShapingOptions(TrafficShapingOptions options) {
        return server.updateTrafficShapingOptions(options);
    }

    @Override
    public boolean isMetricsEnabled() {
        return server.isMetricsEnabled();
    }
}
