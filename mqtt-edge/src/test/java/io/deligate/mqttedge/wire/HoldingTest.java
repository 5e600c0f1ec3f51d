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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits in front of the codec while a device's messages are paused, and what does not. */
class HoldingTest {
    private static final int MOST = 400;
    private static final int NODE = 20_000;
    private static final byte[] PUBACK = MqttBytes.puback(9);
    private static final byte[] PINGREQ = MqttBytes.pingreq();

    private final HeldBytes all = new HeldBytes(NODE);
    private final FrontHandler front =
            new FrontHandler(new ReadLimits(512 << 10, MOST, all), violation -> {}, connect -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> passed = new ArrayList<>();
    private int pauseAfter = Integer.MAX_VALUE;

    HoldingTest() {
        channel.freezeTime();
        channel.pipeline().addLast("mqttEncoder", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf packet = (ByteBuf) message;
                int type = packet.getUnsignedByte(0) >> 4;
                String text = packet.toString(StandardCharsets.UTF_8);
                packet.release();
                passed.add(type == 3 ? text.substring(text.indexOf('m')) : Integer.toString(type));
                if (--pauseAfter == 0) {
                    front.pauseReading();
                }
            }
        });
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        front.installIn(channel.pipeline());
        receive(ConnectPacket.of("d").user("u").password("p").bytes());
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {0x20, 0x02, 0x00, 0x00}));
        channel.runPendingTasks();
        passed.clear();
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        var unused = channel.close();
        channel.runPendingTasks();
        assertThat(all.bytes()).isZero();
        channel.checkException();
    }

    private void receive(byte[]... pieces) {
        channel.writeInbound(Unpooled.wrappedBuffer(pieces));
    }

    private void resume() {
        front.resumeReading();
        channel.runPendingTasks();
    }

    private static byte[] message(int number) {
        return MqttBytes.publish("device", "m" + number, 1, number);
    }

    private static byte[] message(int number, int size) {
        return MqttBytes.publish("device", "m" + number + " ".repeat(size), 1, number);
    }

    @Test
    @Tag("R142")
    void messagesWaitInOrderWhileAcknowledgementsAndPingsPass() {
        front.pauseReading();
        receive(message(1), PUBACK, MqttBytes.pubrel(3), message(2), PINGREQ, MqttBytes.subscribe(1, 1, "KQ"));
        receive(MqttBytes.disconnect());
        assertThat(passed).containsExactly("4", "12", "8");
        assertThat(all.bytes()).isPositive();

        resume();

        assertThat(passed).containsExactly("4", "12", "8", "m1", "6", "m2", "14");
    }

    @Test
    void aPauseTakesEffectBetweenTwoPacketsOfOneRead() {
        pauseAfter = 2;
        receive(message(1), message(2), message(3), message(4), message(5));
        assertThat(passed).containsExactly("m1", "m2");

        pauseAfter = 1;
        resume();
        assertThat(passed).containsExactly("m1", "m2", "m3");

        resume();
        assertThat(passed).containsExactly("m1", "m2", "m3", "m4", "m5");
    }

    @Test
    void whatArrivesBeforeTheHeldOnesAreOutStandsBehindThem() {
        front.pauseReading();
        receive(message(1), message(2));
        front.resumeReading();
        receive(message(3));
        channel.runPendingTasks();
        assertThat(passed).containsExactly("m1", "m2", "m3");
    }

    @Test
    @Tag("R142")
    void theSocketIsReadUntilAsMuchIsHeldAsMayBe() {
        front.pauseReading();
        assertThat(channel.config().isAutoRead()).isTrue();
        receive(message(1, MOST / 2));
        assertThat(channel.config().isAutoRead()).isTrue();
        receive(message(2, MOST / 2));
        assertThat(channel.config().isAutoRead()).isFalse();

        resume();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void thePausedAreNotReadWhileTheWholeEdgeHoldsTooMuch() {
        all.add(NODE);
        front.pauseReading();
        assertThat(channel.config().isAutoRead()).isFalse();
        all.remove(NODE);
        resume();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void thePacketThatHasNoPlaceIsReadLater() {
        all.add(NODE - 5_000);
        byte[] packet = message(1, 6_000);
        receive(Arrays.copyOf(packet, 100));
        assertThat(channel.config().isAutoRead()).isFalse();
        all.remove(NODE - 5_000);
        channel.advanceTimeBy(200, TimeUnit.MILLISECONDS);
        long ignored = channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(all.bytes()).isEqualTo(packet.length);
        receive(Arrays.copyOfRange(packet, 100, packet.length));
        assertThat(passed).hasSize(1);
        assertThat(all.bytes()).isZero();
    }

    @Test
    void whoeverHasBegunAPacketCanEndIt() {
        byte[] packet = message(1, 6_000);
        receive(Arrays.copyOf(packet, 100));
        all.add(NODE);
        receive(Arrays.copyOfRange(packet, 100, packet.length));
        assertThat(passed).hasSize(1);
        all.remove(NODE);
    }

    @Test
    void whoGoesLosesNothingOfWhatItSent() {
        front.pauseReading();
        receive(message(1), message(2));
        var unused = channel.close();
        channel.runPendingTasks();
        assertThat(passed).containsExactly("m1", "m2");
    }

    @Test
    void whatWasHeldGoesNoFurtherOnceWeHaveClosed() {
        front.pauseReading();
        receive(message(1));
        front.close();
        resume();
        assertThat(passed).isEmpty();
    }

    @Test
    void whoReadsNothingIsNotRead() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    @Tag("R22")
    void silenceDoesNotCountWhileTheSocketIsNotReadOrPacketsWereHeld() {
        List<String> silences = new ArrayList<>();
        front.watchSilence(4, () -> silences.add("silent"));
        front.pauseReading();
        for (int second = 0; second < 60; second++) {
            receive(message(1, 1));
            advance(1_000);
        }
        advance(60_000);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(silences).isEmpty();
        resume();
        advance(13_000);
        assertThat(silences).isNotEmpty();
    }

    @Test
    @Tag("R22")
    void aPausedDeviceThatIsGoneIsNoticed() {
        List<String> silences = new ArrayList<>();
        front.watchSilence(4, () -> silences.add("silent"));
        front.pauseReading();
        receive(message(1));
        advance(13_000);
        assertThat(silences).isNotEmpty();
    }

    private void advance(long millis) {
        for (long left = millis; left > 0; left -= 100) {
            channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
            long ignored = channel.runScheduledPendingTasks();
        }
    }
}
