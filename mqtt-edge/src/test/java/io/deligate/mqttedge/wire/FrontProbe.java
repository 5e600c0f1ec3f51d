package io.deligate.mqttedge.wire;

import io.deligate.mqttedge.limits.HeldBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A connection whose CONNECT is accepted at once, and what its front made of the bytes it was given. */
final class FrontProbe {
    static final int LIMIT = 4 << 10;

    private static final byte[] CONNACK = {0x20, 0x02, 0x00, 0x00};

    private final List<String> passed = new ArrayList<>();
    private final List<Violation> refused = new ArrayList<>();
    private final List<ByteBuf> given = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** In the codec's place. */
    private final class Codec extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            passed.add(ByteBufUtil.hexDump((ByteBuf) message));
            ReferenceCountUtil.release(message);
            if (passed.size() == 1) {
                var unused = ctx.writeAndFlush(Unpooled.wrappedBuffer(CONNACK));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof FrameViolation)) {
                throw new AssertionError("not the client's fault", cause);
            }
        }
    }

    /**
     * What became of a stream of bytes.
     *
     * @param passed the packets the codec was given, as hex
     * @param refused the broken rule, or nothing
     */
    record Outcome(List<String> passed, List<Violation> refused) {}

    private FrontProbe() {
        channel.pipeline().addLast("mqttEncoder", new Codec());
        new FrontHandler(new ReadLimits(LIMIT, LIMIT, new HeldBytes(1L << 30)), refused::add, connect -> {})
                .installIn(channel.pipeline());
    }

    /** Gives a fresh connection that stream in pieces that end at these places. */
    static Outcome of(byte[] stream, int... cuts) {
        FrontProbe probe = new FrontProbe();
        int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
        ends[cuts.length] = stream.length;
        int from = 0;
        for (int to : ends) {
            if (probe.channel.isOpen() && from < to) {
                probe.receive(Arrays.copyOfRange(stream, from, to));
            }
            from = to;
        }
        return probe.end();
    }

    private void receive(byte[] piece) {
        ByteBuf bytes = channel.alloc().buffer(piece.length).writeBytes(piece);
        given.add(bytes);
        boolean ignored = channel.writeInbound(bytes);
    }

    private Outcome end() {
        if (channel.isOpen() == (refused.size() == 1)) {
            throw new AssertionError("open: " + channel.isOpen() + ", refused for " + refused);
        }
        boolean ignored = channel.finishAndReleaseAll();
        if (given.stream().anyMatch(bytes -> bytes.refCnt() != 0)) {
            throw new AssertionError("a buffer was not released");
        }
        return new Outcome(List.copyOf(passed), List.copyOf(refused));
    }

    /** Fails unless the codec makes exactly one valid packet of each that was passed on. */
    static void assertDecodable(Outcome outcome) {
        EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(LIMIT, 65_535));
        try {
            for (String packet : outcome.passed()) {
                boolean decoded =
                        codec.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(packet)));
                MqttMessage message = codec.readInbound();
                if (!decoded
                        || !message.decoderResult().isSuccess()
                        || codec.inboundMessages().size() > 0) {
                    throw new AssertionError("not one valid packet to the codec: " + packet + " -> " + message);
                }
                ReferenceCountUtil.release(message);
            }
        } finally {
            boolean ignored = codec.finishAndReleaseAll();
        }
    }
}
