package io.deligate.bench.floor;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Like {@link UplinkFloor}, and what comes on a topic of one partition goes to the device that is its key, with QoS 1. */
public final class RequestFloor {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PACKET_IDS = 65_535;

    private final Map<String, Channel> devices = new ConcurrentHashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final String upTopic;
    private int packetId;

    private RequestFloor(KafkaProducer<byte[], byte[]> producer, String upTopic) {
        this.producer = producer;
        this.upTopic = upTopic;
    }

    /** Bootstrap, topic up, product key, topic down, and for TLS the files of certificate and key. */
    public static void main(String[] args) throws IOException {
        RequestFloor floor = new RequestFloor(FloorProducer.open(args[0], args[1]), args[1]);
        var tls = args.length > 4 ? Entrance.tls(Path.of(args[4]), Path.of(args[5])) : null;
        try (KafkaConsumer<byte[], byte[]> down = FloorConsumer.open(args[0], "", false)) {
            down.assign(List.of(new TopicPartition(args[3], 0)));
            down.seekToEnd(down.assignment());
            var unused = down.position(new TopicPartition(args[3], 0));
            Entrance.listening(MqttServer.listen(tls, () -> floor.new Device(args[2])));
            while (true) {
                down.poll(POLL).forEach(floor::bring);
            }
        }
    }

    private void bring(ConsumerRecord<byte[], byte[]> record) {
        Channel device = devices.get(new String(record.key(), StandardCharsets.UTF_8));
        if (device != null) {
            packetId = packetId % PACKET_IDS + 1;
            var unused = device.writeAndFlush(
                    MqttMessageBuilders.publish()
                            .topicName("device")
                            .qos(MqttQoS.AT_LEAST_ONCE)
                            .messageId(packetId)
                            .payload(Unpooled.wrappedBuffer(record.value()))
                            .build(),
                    device.voidPromise());
        }
    }

    private final class Device extends Client {
        Device(String productKey) {
            super(productKey);
        }

        @Override
        void connected(ChannelHandlerContext context, String clientId) {
            devices.put(clientId, context.channel());
        }

        @Override
        void published(ChannelHandlerContext context, MqttPublishMessage message) {
            byte[] payload = ByteBufUtil.getBytes(message.payload());
            int uplink = message.variableHeader().packetId();
            var unused = producer.send(new ProducerRecord<>(upTopic, id(), payload), (stored, failure) -> {
                if (failure == null) {
                    acknowledge(context, uplink);
                } else {
                    var unusedToo = context.close();
                }
            });
        }
    }
}
