package io.deligate.mqttedge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.MqttBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketGateTest {
    private static final byte[] CONNECT = ConnectPacket.of("d").bytes();
    private static final byte[] PUBLISH = MqttBytes.publish("device", "{}", 1, 1);

    private final List<MqttMessageType> passed = new ArrayList<>();
    private final List<Throwable> violations = new ArrayList<>();
    private final List<ByteBuf> given = new ArrayList<>();
    private final PacketGate gate = new PacketGate();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new MqttDecoder(1_024, 65_535), gate, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    passed.add(((MqttMessage) message).fixedHeader().messageType());
                    ReferenceCountUtil.release(message);
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    violations.add(cause);
                }
            });

    @AfterEach
    void releasedEverything() {
        boolean ignored = channel.finishAndReleaseAll();
        assertThat(given).allSatisfy(bytes -> assertThat(bytes.refCnt()).isZero());
    }

    private void receive(byte[]... packets) {
        ByteBuf bytes = channel.alloc().buffer().writeBytes(Unpooled.wrappedBuffer(packets));
        given.add(bytes);
        boolean ignored = channel.writeInbound(bytes);
    }

    @Test
    void whatAClientMaySendPasses() {
        receive(CONNECT, PUBLISH, MqttBytes.puback(1), MqttBytes.pubrel(1));
        receive(MqttBytes.subscribe(1, 0, "KQ"), MqttBytes.unsubscribe(2, "KQ"), MqttBytes.pingreq());
        assertThat(passed)
                .containsExactly(
                        MqttMessageType.CONNECT,
                        MqttMessageType.PUBLISH,
                        MqttMessageType.PUBACK,
                        MqttMessageType.PUBREL,
                        MqttMessageType.SUBSCRIBE,
                        MqttMessageType.UNSUBSCRIBE,
                        MqttMessageType.PINGREQ);
        assertThat(violations).isEmpty();
    }

    @Test
    void nothingPassesBehindDisconnect() {
        receive(CONNECT, MqttBytes.disconnect(), PUBLISH);
        assertThat(passed).containsExactly(MqttMessageType.CONNECT, MqttMessageType.DISCONNECT);
        assertThat(violations).isEmpty();
    }

    @Test
    void nothingPassesOnceItIsShut() {
        receive(CONNECT);
        gate.shut();
        receive(PUBLISH, PUBLISH);
        assertThat(passed).containsExactly(MqttMessageType.CONNECT);
    }

    static List<byte[]> violating() {
        return List.of(
                CONNECT,
                new byte[] {0x20, 0x02, 0x00, 0x00},
                new byte[] {(byte) 0x90, 0x03, 0x00, 0x01, 0x00},
                new byte[] {(byte) 0xB0, 0x02, 0x00, 0x01},
                new byte[] {(byte) 0xD0, 0x00},
                new byte[] {(byte) 0xF0, 0x00},
                new byte[] {0x00, 0x00},
                new byte[] {0x40, 0x03, 0x00, 0x01, 0x55},
                new byte[] {0x50, 0x03, 0x00, 0x01, 0x55},
                new byte[] {0x62, 0x04, 0x00, 0x01, 0x00, 0x00},
                new byte[] {0x70, 0x03, 0x00, 0x01, 0x55},
                new byte[] {(byte) 0xC0, 0x01, 0x00},
                new byte[] {(byte) 0xE0, 0x01, 0x77},
                MqttBytes.publish("a/+", "{}", 1, 1),
                MqttBytes.publish("device", "x".repeat(2_000), 1, 1));
    }

    @ParameterizedTest
    @MethodSource("violating")
    @Tag("R16")
    @Tag("R39")
    @Tag("R139")
    void aViolationIsToldOnceAndNothingPassesBehindIt(byte[] packet) {
        receive(CONNECT);
        receive(packet, PUBLISH);
        assertThat(passed).containsExactly(MqttMessageType.CONNECT);
        assertThat(violations).hasSize(1);
    }
}
