package io.deligate.mqttedge.listener;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x whose TCP servers call a hook for each connection: the one way to get our handlers into the Netty pipeline
 * around the MQTT server's codec without owning the MQTT server.
 */
final class FrontedVertx extends VertxWrapper {
    private final Consumer<NetSocketInternal> hook;
    private final Handler<Throwable> onFailure;
    private @Nullable NetServerInternal server;

    /** {@code onFailure} is told of connections that fail before the hook sees them: no TLS, no proxy's header. */
    FrontedVertx(Vertx vertx, Consumer<NetSocketInternal> hook, Handler<Throwable> onFailure) {
        super((VertxInternal) vertx);
        this.hook = hook;
        this.onFailure = onFailure;
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
        NetServerInternal created = new FrontedNetServer(super.createNetServer(options), hook);
        server = created.exceptionHandler(onFailure);
        return created;
    }

    /** The TCP server below the MQTT server; null before it is made. */
    @Nullable
    NetServerInternal server() {
        return server;
    }
}
