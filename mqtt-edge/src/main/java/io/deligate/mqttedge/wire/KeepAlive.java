package io.deligate.mqttedge.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection that is silent for one and a half times its keep-alive [MQTT-3.1.2-24], or for half an hour when it
 * asked for none (A20). A period in which packets were held or not read does not
 * count: silence says nothing about the device then.
 */
final class KeepAlive extends IdleStateHandler {
    private static final long WITHOUT_KEEP_ALIVE = TimeUnit.MINUTES.toMillis(30);

    private final FrontHandler front;
    private final Runnable onSilence;

    KeepAlive(int keepAliveSeconds, FrontHandler front, Runnable onSilence) {
        super(keepAliveSeconds == 0 ? WITHOUT_KEEP_ALIVE : keepAliveSeconds * 1_500L, 0, 0, TimeUnit.MILLISECONDS);
        this.front = front;
        this.onSilence = onSilence;
    }

    @Override
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        if (!front.wasExcused()) {
            onSilence.run();
        }
    }
}
