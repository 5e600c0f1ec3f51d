package io.deligate.mqttedge.listener;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerInternal;
import java.util.function.Consumer;

/**
 * A Vert.x whose TCP servers call a hook for each connection: the one way to get our handlers into the Netty pipeline
 * around the MQTT server's codec without owning the MQTT server.
 */
final class FrontedVertx extends VertxWrapper {
    private final Consumer<NetSocketInternal> hook;

    FrontedVertx(Vertx vertx, Consumer<NetSocketInternal> hook) {
        super((VertxInternal) vertx);
        this.hook = hook;
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
        return new FrontedNetServer(super.createNetServer(options), hook);
    }
}
