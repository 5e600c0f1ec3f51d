package io.deligate.mqttedge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Packets of MQTT 3.1.1 by another hand: Netty's encoder. */
final class EncodedPackets {
    private static final List<MqttQoS> QUALITIES =
            List.of(MqttQoS.AT_MOST_ONCE, MqttQoS.AT_LEAST_ONCE, MqttQoS.EXACTLY_ONCE);

    private EncodedPackets() {}

    static Arbitrary<byte[]> connects() {
        Arbitrary<byte[]> opaque = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
        return Combinators.combine(
                        texts(0),
                        Arbitraries.integers().between(0, 65_535),
                        texts(0).injectNull(0.3),
                        opaque.injectNull(0.3),
                        texts(1).injectNull(0.5),
                        opaque,
                        qualities(),
                        Arbitraries.integers().between(0, 3))
                .as((id, keepAlive, user, password, willTopic, will, willQos, flags) -> {
                    var connect = MqttMessageBuilders.connect()
                            .protocolVersion(MqttVersion.MQTT_3_1_1)
                            .clientId(id)
                            .keepAlive(keepAlive)
                            .cleanSession((flags & 1) != 0);
                    if (user != null) {
                        connect.username(user).hasPassword(password != null).password(password);
                    }
                    if (willTopic != null) {
                        connect.willFlag(true)
                                .willTopic(willTopic)
                                .willMessage(will)
                                .willQoS(willQos)
                                .willRetain((flags & 2) != 0);
                    }
                    return encode(connect.build());
                });
    }

    static Arbitrary<byte[]> later() {
        Arbitrary<byte[]> acknowledgements = Combinators.combine(
                        Arbitraries.of(
                                MqttMessageType.PUBACK,
                                MqttMessageType.PUBREC,
                                MqttMessageType.PUBREL,
                                MqttMessageType.PUBCOMP),
                        packetIds())
                .as(EncodedPackets::acknowledgement);
        return Arbitraries.oneOf(
                publishes(),
                acknowledgements,
                subscribes(),
                unsubscribes(),
                Arbitraries.of(encode(MqttMessage.PINGREQ), encode(MqttMessage.DISCONNECT)));
    }

    private static Arbitrary<byte[]> publishes() {
        Arbitrary<String> topics = texts(1).filter(topic -> topic.indexOf('+') < 0 && topic.indexOf('#') < 0);
        return Combinators.combine(
                        topics,
                        qualities(),
                        packetIds(),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((topic, qos, packetId, flags, payload) -> {
                    boolean dup = (flags & 1) != 0 && qos != MqttQoS.AT_MOST_ONCE;
                    var header = new MqttFixedHeader(MqttMessageType.PUBLISH, dup, qos, (flags & 2) != 0, 0);
                    var variable = new MqttPublishVariableHeader(topic, packetId);
                    return encode(new MqttPublishMessage(header, variable, Unpooled.wrappedBuffer(payload)));
                });
    }

    private static byte[] acknowledgement(MqttMessageType type, int packetId) {
        MqttQoS bits = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return encode(MqttMessageFactory.newMessage(
                new MqttFixedHeader(type, false, bits, false, 2), MqttMessageIdVariableHeader.from(packetId), null));
    }

    private static Arbitrary<byte[]> subscribes() {
        return Combinators.combine(texts(1).list().ofMinSize(1).ofMaxSize(4), qualities(), packetIds())
                .as((filters, qos, packetId) -> {
                    var subscribe = MqttMessageBuilders.subscribe().messageId(packetId);
                    filters.forEach(filter -> subscribe.addSubscription(qos, filter));
                    return encode(subscribe.build());
                });
    }

    private static Arbitrary<byte[]> unsubscribes() {
        return Combinators.combine(texts(1).list().ofMinSize(1).ofMaxSize(4), packetIds())
                .as((filters, packetId) -> {
                    var unsubscribe = MqttMessageBuilders.unsubscribe().messageId(packetId);
                    filters.forEach(unsubscribe::addTopicFilter);
                    return encode(unsubscribe.build());
                });
    }

    /** Every character but NUL and surrogates. */
    private static Arbitrary<String> texts(int atLeast) {
        Arbitrary<Integer> characters = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0x20, 0x7E)),
                Tuple.of(2, Arbitraries.integers().between(0x01, 0xD7FF)),
                Tuple.of(1, Arbitraries.integers().between(0xE000, 0x10FFFF)));
        return characters
                .list()
                .ofMinSize(atLeast)
                .ofMaxSize(12)
                .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
    }

    private static Arbitrary<MqttQoS> qualities() {
        return Arbitraries.of(QUALITIES);
    }

    private static Arbitrary<Integer> packetIds() {
        return Arbitraries.integers().between(1, 65_535);
    }

    private static byte[] encode(MqttMessage message) {
        EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);
        boolean ignored = channel.writeOutbound(message);
        ByteBuf bytes = channel.readOutbound();
        byte[] copy = ByteBufUtil.getBytes(bytes);
        bytes.release();
        return copy;
    }
}
