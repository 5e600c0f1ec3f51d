package io.deligate.mqttedge.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;

/**
 * What the MQTT server's WebSocket part leaves open: messages in several frames are put together, anything but binary
 * ends the connection [MQTT-6.0.0-1], and no compression is agreed upon, because a small frame may unpack to any size.
 */
final class WebSocketFrames extends ChannelInboundHandlerAdapter {
    private static final String PROTOCOL = "webSocketHandler";
    private static final String COMPRESSION = "webSocketExtensionHandler";

    private WebSocketFrames() {}

    /** To be called when the MQTT server has added its handlers and nothing has been read yet. */
    static void installIn(ChannelPipeline pipeline, int longestMessage) {
        if (pipeline.get(COMPRESSION) != null) {
            var unused = pipeline.remove(COMPRESSION);
        }
        pipeline.addAfter(PROTOCOL, "webSocketMessages", new WebSocketFrameAggregator(longestMessage));
        pipeline.addAfter("webSocketMessages", "webSocketBinary", new WebSocketFrames());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean binary = message instanceof BinaryWebSocketFrame;
        if (binary || !(message instanceof WebSocketFrame || message instanceof FullHttpMessage)) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        var unused = context.close();
    }
}
