package io.deligate.bench.floor;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** PUBLISH to a Kafka topic, PUBACK when all in-sync replicas have it: the least that an uplink can cost. */
public final class UplinkFloor {
    private UplinkFloor() {}

    /** Bootstrap, topic, product key, and for TLS the files of certificate and key. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String topic = args[1];
        KafkaProducer<byte[], byte[]> producer = FloorProducer.open(args[0], topic);
        SslContext tls = args.length > 3 ? Entrance.tls(Path.of(args[3]), Path.of(args[4])) : null;
        Entrance.listening(MqttServer.listen(tls, () -> new Device(args[2], producer, topic)));
        new CountDownLatch(1).await();
    }

    private static final class Device extends Client {
        private final KafkaProducer<byte[], byte[]> producer;
        private final String topic;

        Device(String productKey, KafkaProducer<byte[], byte[]> producer, String topic) {
            super(productKey);
            this.producer = producer;
            this.topic = topic;
        }

        @Override
        void published(ChannelHandlerContext context, MqttPublishMessage message) {
            byte[] payload = ByteBufUtil.getBytes(message.payload());
            int packetId = message.variableHeader().packetId();
            var unused = producer.send(new ProducerRecord<>(topic, id(), payload), (stored, failure) -> {
                if (failure == null) {
                    acknowledge(context, packetId);
                } else {
                    var unusedToo = context.close();
                }
            });
        }
    }
}
