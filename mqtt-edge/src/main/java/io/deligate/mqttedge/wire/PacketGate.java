package io.deligate.mqttedge.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands behind the MQTT codec of one connection and lets through only what the MQTT server can take.
 *
 * <p>The codec decodes everything one read brought, also what comes behind the packet that ended the connection; the
 * server would meet that with exceptions and their stack traces. So nothing passes after the end, no second CONNECT
 * [MQTT-3.1.0-2] and nothing that only servers send. Event loop only.
 */
public final class PacketGate extends ChannelInboundHandlerAdapter {
    private boolean connected;
    private boolean shut;

    /** From here on everything is dropped. */
    void shut() {
        shut = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (shut || !(message instanceof MqttMessage packet)) {
            ReferenceCountUtil.release(message);
        } else if (packet.decoderResult().isFailure()) {
            refuse(ctx, packet, packet.decoderResult().cause());
        } else {
            pass(ctx, packet);
        }
    }

    private void pass(ChannelHandlerContext ctx, MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        switch (type) {
            case CONNACK, SUBACK, UNSUBACK, PINGRESP, AUTH -> {
                refuse(ctx, packet, new FrameViolation(type + " from a client"));
                return;
            }
            case CONNECT -> {
                if (connected) {
                    refuse(ctx, packet, new FrameViolation("second CONNECT"));
                    return;
                }
                connected = true;
            }
            case PUBACK, PUBREC, PUBREL, PUBCOMP, PINGREQ, DISCONNECT -> {
                if (packet.fixedHeader().remainingLength() != length(type)) {
                    refuse(ctx, packet, new FrameViolation(type + " of another length"));
                    return;
                }
                shut = type == MqttMessageType.DISCONNECT;
            }
            case PUBLISH, SUBSCRIBE, UNSUBSCRIBE -> {}
        }
        ctx.fireChannelRead(packet);
    }

    /** More would be read as a reason code of MQTT 5, and an unknown one thrown at us. */
    private static int length(MqttMessageType type) {
        return type == MqttMessageType.PINGREQ || type == MqttMessageType.DISCONNECT ? 0 : 2;
    }

    /** To Vert.x, which tells the endpoint and closes. */
    private void refuse(ChannelHandlerContext ctx, MqttMessage packet, Throwable why) {
        shut = true;
        ReferenceCountUtil.release(packet);
        ctx.fireExceptionCaught(why);
    }
}
