package io.deligate.bench.floor;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The least conversation with a device: checks the password of the product-key scheme, and answers what must be. */
abstract class Client extends SimpleChannelInboundHandler<MqttMessage> {
    private final String productKey;
    private byte[] id = {};

    Client(String productKey) {
        this.productKey = productKey;
    }

    /** The client id in UTF-8, empty before CONNECT. */
    final byte[] id() {
        return id;
    }

    /** A PUBLISH of the device; to be acknowledged with {@link #acknowledge}. */
    abstract void published(ChannelHandlerContext context, MqttPublishMessage message);

    /** A PUBACK of the device. */
    void acknowledged(int packetId) {}

    /** The device is in. */
    void connected(ChannelHandlerContext context, String clientId) {}

    static void acknowledge(ChannelHandlerContext context, int packetId) {
        write(context, MqttMessageBuilders.pubAck().packetId(packetId).build());
    }

    static void write(ChannelHandlerContext context, MqttMessage message) {
        var unused = context.writeAndFlush(message, context.voidPromise());
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        switch (message.fixedHeader().messageType()) {
            case CONNECT -> connect(context, (MqttConnectMessage) message);
            case PUBLISH -> published(context, (MqttPublishMessage) message);
            case SUBSCRIBE -> {
                var subscribe = (MqttSubscribeMessage) message;
                var granted = MqttMessageBuilders.subAck()
                        .packetId(subscribe.variableHeader().messageId());
                subscribe
                        .payload()
                        .topicSubscriptions()
                        .forEach(filter -> granted.addGrantedQos(MqttQoS.AT_LEAST_ONCE));
                write(context, granted.build());
            }
            case PINGREQ -> write(context, MqttMessage.PINGRESP);
            case DISCONNECT -> {
                var unused = context.close();
            }
            case PUBACK -> acknowledged(((MqttMessageIdVariableHeader) message.variableHeader()).messageId());
            default -> {
                // no device says anything else here
            }
        }
    }

    private void connect(ChannelHandlerContext context, MqttConnectMessage message) {
        String clientId = message.payload().clientIdentifier();
        boolean right = MessageDigest.isEqual(
                message.payload().passwordInBytes(),
                password(clientId, message.payload().userName()));
        id = clientId.getBytes(StandardCharsets.UTF_8);
        if (right) {
            connected(context, clientId);
        }
        write(
                context,
                MqttMessageBuilders.connAck()
                        .returnCode(
                                right
                                        ? MqttConnectReturnCode.CONNECTION_ACCEPTED
                                        : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD)
                        .build());
    }

    private byte[] password(String clientId, String model) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest((clientId + "-" + model + "-" + productKey).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
