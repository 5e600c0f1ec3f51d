package io.deligate.bench.floor;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a topic of one partition says goes to all devices, with QoS 1. */
public final class BroadcastFloor {
    private static final Duration POLL = Duration.ofMillis(100);

    private BroadcastFloor() {}

    /** Bootstrap, topic, product key, and for TLS the files of certificate and key. */
    public static void main(String[] args) throws IOException {
        ChannelGroup devices = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var tls = args.length > 3 ? Entrance.tls(Path.of(args[3]), Path.of(args[4])) : null;
        try (var notices = FloorConsumer.open(args[0], "", false)) {
            notices.assign(List.of(new TopicPartition(args[1], 0)));
            notices.seekToEnd(notices.assignment());
            notices.assignment().forEach(notices::position);
            Entrance.listening(MqttServer.listen(tls, () -> new Device(args[2], devices)));
            while (true) {
                notices.poll(POLL).forEach(notice -> bring(notice, devices));
            }
        }
    }

    private static void bring(ConsumerRecord<byte[], byte[]> notice, ChannelGroup devices) {
        var unused = devices.writeAndFlush(
                MqttMessageBuilders.publish()
                        .topicName(new String(notice.key(), StandardCharsets.UTF_8))
                        .qos(MqttQoS.AT_LEAST_ONCE)
                        .messageId(1)
                        .payload(Unpooled.wrappedBuffer(notice.value()))
                        .build(),
                channel -> true,
                true);
    }

    private static final class Device extends Client {
        private final ChannelGroup devices;

        Device(String productKey, ChannelGroup devices) {
            super(productKey);
            this.devices = devices;
        }

        @Override
        void connected(ChannelHandlerContext context, String clientId) {
            devices.add(context.channel());
        }

        @Override
        void published(ChannelHandlerContext context, MqttPublishMessage message) {
            acknowledge(context, message.variableHeader().packetId());
        }
    }
}
