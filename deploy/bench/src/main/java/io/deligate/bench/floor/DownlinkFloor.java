package io.deligate.bench.floor;

import io.deligate.load.Letter;
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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a topic says goes to the device that is its key, with QoS 1; its PUBACK becomes a receipt on another topic, and so
 * does what the device says: bridge and edge in one, for a single app.
 */
public final class DownlinkFloor {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PACKET_IDS = 65_535;

    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final String inTopic;

    private DownlinkFloor(KafkaProducer<byte[], byte[]> producer, String inTopic) {
        this.producer = producer;
        this.inTopic = inTopic;
    }

    /** Bootstrap, the topic the app reads, product key, the topic it writes, and for TLS certificate and key. */
    public static void main(String[] args) throws IOException {
        DownlinkFloor floor = new DownlinkFloor(FloorProducer.open(args[0], args[1]), args[1]);
        var tls = args.length > 4 ? Entrance.tls(Path.of(args[4]), Path.of(args[5])) : null;
        try (var out = FloorConsumer.open(args[0], "", false)) {
            out.assign(out.partitionsFor(args[3]).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            out.seekToEnd(out.assignment());
            out.assignment().forEach(out::position);
            Entrance.listening(MqttServer.listen(tls, () -> floor.new Device(args[2])));
            while (true) {
                out.poll(POLL).forEach(floor::bring);
            }
        }
    }

    private void bring(ConsumerRecord<byte[], byte[]> record) {
        Device device = devices.get(new String(record.key(), StandardCharsets.UTF_8));
        Channel channel = device == null ? null : device.channel;
        if (device != null && channel != null) {
            channel.eventLoop().execute(() -> device.bring(channel, record.value()));
        }
    }

    private static byte[] receipt(long due) {
        String mid = "%019d".formatted(due);
        return ("{\"mid\":\"" + mid + "\",\"from\":\"system\",\"action\":301,\"data\":{\"code\":0}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private final class Device extends Client {
        private final Map<Integer, Long> sent = new HashMap<>();
        private volatile @Nullable Channel channel;
        private int packetId;

        Device(String productKey) {
            super(productKey);
        }

        @Override
        void connected(ChannelHandlerContext context, String clientId) {
            channel = context.channel();
            devices.put(clientId, this);
        }

        private void bring(Channel open, byte[] message) {
            packetId = packetId % PACKET_IDS + 1;
            sent.put(packetId, Letter.dueOf(message));
            var unused = open.writeAndFlush(
                    MqttMessageBuilders.publish()
                            .topicName("device")
                            .qos(MqttQoS.AT_LEAST_ONCE)
                            .messageId(packetId)
                            .payload(Unpooled.wrappedBuffer(message))
                            .build(),
                    open.voidPromise());
        }

        @Override
        void acknowledged(int acknowledged) {
            Long due = sent.remove(acknowledged);
            if (due != null) {
                var unused = producer.send(new ProducerRecord<>(inTopic, id(), receipt(due)));
            }
        }

        @Override
        void published(ChannelHandlerContext context, MqttPublishMessage message) {
            byte[] payload = ByteBufUtil.getBytes(message.payload());
            int uplink = message.variableHeader().packetId();
            var unused = producer.send(new ProducerRecord<>(inTopic, id(), payload), (stored, failure) -> {
                if (failure == null) {
                    acknowledge(context, uplink);
                } else {
                    var unusedToo = context.close();
                }
            });
        }
    }
}
