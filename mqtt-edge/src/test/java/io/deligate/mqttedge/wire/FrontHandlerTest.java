package io.deligate.mqttedge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.MqttBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrontHandlerTest {
    private static final byte[] CONNECT =
            ConnectPacket.of("d").user("u").password("p").bytes();
    private static final byte[] SUBSCRIBE = MqttBytes.subscribe(1, 1, "KQ");
    private static final byte[] PUBLISH = MqttBytes.publish("device", "{\"action\":100}", 1, 2);
    private static final byte[] CONNACK = {0x20, 0x02, 0x00, 0x00};

    private final List<ByteBuf> given = new ArrayList<>();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final List<FrontHandler> connects = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int closeOn;
    private final HeldBytes all = new HeldBytes(64 << 20);
    private FrontHandler front = front();
    private EmbeddedChannel channel = channel();

    /** In the codec's place, so that the test sees what reaches it. */
    private final class Codec extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            bytes.release();
            passed.writeBytes(copy);
            if (copy.length == closeOn) {
                front.close();
            }
        }
    }

    /** In Vert.x's place: it is told about failures, and must not have to close. */
    private final class Connection extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failures.add(cause);
        }
    }

    private FrontHandler front() {
        return new FrontHandler(new ReadLimits(512 << 10, 1 << 20, all), violations::add, connects::add);
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel fresh = new EmbeddedChannel();
        fresh.pipeline().addLast("mqttEncoder", new Codec());
        fresh.pipeline().addLast("handler", new Connection());
        front.installIn(fresh.pipeline());
        return fresh;
    }

    private void again() {
        releasedEverything();
        given.clear();
        passed.reset();
        connects.clear();
        violations.clear();
        failures.clear();
        front = front();
        channel = channel();
    }

    @AfterEach
    void releasedEverything() {
        boolean ignored = channel.finishAndReleaseAll();
        assertThat(given).allSatisfy(bytes -> assertThat(bytes.refCnt()).isZero());
    }

    private void receive(byte[]... pieces) {
        ByteBuf bytes = channel.alloc().buffer().writeBytes(Unpooled.wrappedBuffer(pieces));
        given.add(bytes);
        boolean ignored = channel.writeInbound(bytes);
    }

    private void answer(byte[] connack) {
        boolean ignored = channel.writeOutbound(Unpooled.wrappedBuffer(connack));
        channel.runPendingTasks();
    }

    private byte[] sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            byte[] copy = new byte[next.readableBytes()];
            next.readBytes(copy);
            next.release();
            all.writeBytes(copy);
        }
        return all.toByteArray();
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    @Test
    void whatComesBehindConnectIsHeldUntilTheAnswerIsWritten() {
        receive(CONNECT, SUBSCRIBE);
        receive(PUBLISH);
        assertThat(passed.toByteArray()).isEqualTo(CONNECT);
        assertThat(channel.config().isAutoRead()).isFalse();
        answer(CONNACK);
        assertThat(passed.toByteArray()).isEqualTo(join(CONNECT, SUBSCRIBE, PUBLISH));
        assertThat(channel.config().isAutoRead()).isTrue();
        receive(PUBLISH);
        assertThat(passed.toByteArray()).isEqualTo(join(CONNECT, SUBSCRIBE, PUBLISH, PUBLISH));
        assertThat(connects).containsExactly(front);
        assertThat(violations).isEmpty();
    }

    @Test
    void anySplitOfTheBytesGivesTheSameResult() {
        byte[] all = join(CONNECT, SUBSCRIBE, PUBLISH);
        for (int split = 0; split <= all.length; split++) {
            for (int answered = 0; answered < 2; answered++) {
                receive(Arrays.copyOf(all, split));
                if (answered == 0 && split >= CONNECT.length) {
                    answer(CONNACK);
                }
                receive(Arrays.copyOfRange(all, split, all.length));
                if (answered == 1 || split < CONNECT.length) {
                    assertThat(passed.toByteArray()).as("split at %s", split).isEqualTo(CONNECT);
                    answer(CONNACK);
                }
                assertThat(passed.toByteArray()).as("split at %s", split).isEqualTo(all);
                again();
            }
        }
    }

    @Test
    void byteByByteGivesTheSameResult() {
        byte[] all = join(CONNECT, SUBSCRIBE);
        for (byte each : all) {
            receive(new byte[] {each});
        }
        assertThat(passed.toByteArray()).isEqualTo(CONNECT);
        answer(CONNACK);
        assertThat(passed.toByteArray()).isEqualTo(all);
    }

    @Test
    void whatComesBehindARefusedConnectIsDropped() {
        receive(CONNECT, PUBLISH);
        answer(new byte[] {0x20, 0x02, 0x00, 0x04});
        receive(PUBLISH);
        assertThat(passed.toByteArray()).isEqualTo(CONNECT);
        assertThat(sent()).containsExactly(0x20, 0x02, 0x00, 0x04);
    }

    @ParameterizedTest
    @CsvSource({"MQIsdp,3", "MQTT,3", "MQTT,5", "MQTT,6"})
    @Tag("R15")
    void anotherLevelIsAnsweredAndTheConnectionClosed(String name, int level) {
        byte[] connect = ConnectPacket.of("d").protocolName(name).level(level).bytes();
        receive(connect, PUBLISH);
        assertThat(sent()).containsExactly(0x20, 0x02, 0x00, 0x01);
        assertThat(channel.isOpen()).isFalse();
        assertThat(passed.size()).isZero();
        assertThat(connects).isEmpty();
        assertThat(violations).containsExactly(Violation.PROTOCOL_LEVEL);
    }

    static List<byte[]> notConnect() {
        byte[] oversize = new byte[] {0x10, (byte) 0x80, (byte) 0x80, 0x02, 0x00};
        return List.of(
                PUBLISH,
                SUBSCRIBE,
                MqttBytes.pingreq(),
                new byte[] {0x16, 0x03, 0x01},
                oversize,
                ConnectPacket.of("d").password("p").bytes());
    }

    @ParameterizedTest
    @MethodSource("notConnect")
    @Tag("R16")
    void anythingElseIsDroppedWithoutAByte(byte[] first) {
        receive(first);
        assertThat(channel.isOpen()).isFalse();
        assertThat(sent()).isEmpty();
        assertThat(passed.size()).isZero();
        assertThat(violations).hasSize(1);
        assertThat(failures).singleElement().isInstanceOf(FrameViolation.class);
    }

    @Test
    @Tag("R138")
    void whatIsRightGoesOnWhatIsWrongClosesAndWhatIsBehindItIsDropped() {
        receive(CONNECT);
        answer(CONNACK);
        byte[] noFilter = {(byte) 0x82, 0x02, 0x00, 0x01};
        receive(SUBSCRIBE, PUBLISH, noFilter, PUBLISH);
        assertThat(passed.toByteArray()).isEqualTo(join(CONNECT, SUBSCRIBE, PUBLISH));
        assertThat(violations).containsExactly(Violation.NO_FILTER);
        assertThat(failures).singleElement().isInstanceOf(FrameViolation.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Tag("R138")
    void aWholePacketGoesOnAloneSoThatOneThatEndsTheConnectionIsTheLast() {
        receive(CONNECT);
        answer(CONNACK);
        closeOn = PUBLISH.length;
        receive(SUBSCRIBE, PUBLISH, SUBSCRIBE);
        assertThat(passed.toByteArray()).isEqualTo(join(CONNECT, SUBSCRIBE, PUBLISH));
        assertThat(violations).isEmpty();
    }

    @Test
    @Tag("R138")
    void aPacketIsKeptUntilItIsWhole() {
        receive(CONNECT);
        answer(CONNACK);
        receive(Arrays.copyOf(PUBLISH, PUBLISH.length - 1));
        assertThat(passed.toByteArray()).isEqualTo(CONNECT);
        receive(
                new byte[] {PUBLISH[PUBLISH.length - 1], SUBSCRIBE[0]},
                Arrays.copyOfRange(SUBSCRIBE, 1, SUBSCRIBE.length));
        assertThat(passed.toByteArray()).isEqualTo(join(CONNECT, PUBLISH, SUBSCRIBE));
    }

    @Test
    @Tag("R58")
    void aPacketThatIsTooLongIsRefusedByItsHeader() {
        receive(CONNECT);
        answer(CONNACK);
        receive(new byte[] {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});
        assertThat(violations).containsExactly(Violation.TOO_LONG);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatBreaksWhileBytesAreHeldReleasesThem() {
        receive(CONNECT, SUBSCRIBE);
        var unused = channel.close();
        channel.runPendingTasks();
        assertThat(given).allSatisfy(bytes -> assertThat(bytes.refCnt()).isZero());
    }

    @Test
    void closingLetsOutWhatIsWrittenAndNothingMoreIn() {
        receive(CONNECT);
        answer(CONNACK);
        var unused = channel.write(Unpooled.wrappedBuffer(new byte[] {0x40, 0x02, 0x00, 0x01}));
        front.close();
        front.close();
        assertThat(sent()).endsWith(0x40, 0x02, 0x00, 0x01);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Tag("R22")
    void silenceIsToldAfterOneAndAHalfKeepAlives() {
        List<String> silences = new ArrayList<>();
        channel.freezeTime();
        front.watchSilence(4, () -> silences.add("silent"));
        advance(5_900);
        assertThat(silences).isEmpty();
        advance(200);
        assertThat(silences).hasSize(1);
    }

    @Test
    @Tag("R23")
    void withoutKeepAliveADeviceMayBeSilentForHalfAnHour() {
        List<String> silences = new ArrayList<>();
        channel.freezeTime();
        front.watchSilence(0, () -> silences.add("silent"));
        advance(TimeUnit.MINUTES.toMillis(29));
        assertThat(silences).isEmpty();
        advance(TimeUnit.MINUTES.toMillis(2));
        assertThat(silences).hasSize(1);
    }

    private void advance(long millis) {
        for (long left = millis; left > 0; left -= 100) {
            channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
            long ignored = channel.runScheduledPendingTasks();
        }
    }
}
