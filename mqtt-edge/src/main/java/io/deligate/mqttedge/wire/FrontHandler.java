package io.deligate.mqttedge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the MQTT codec of one connection.
 *
 * <p>It hands whole packets that keep the rules of MQTT 3.1.1 to the codec, one by one, and ends the connection at the
 * first byte that breaks one (A73): nothing malformed reaches the codec, and nothing behind the packet that ended the
 * connection. Of a packet that is not complete it keeps the bytes that are there, and between packets none.
 *
 * <p>Behind CONNECT it holds back what comes until the answer has been written: our CONNACK waits for Kafka, MQTT 3.1.1
 * allows a client to go on sending meanwhile [3.1.4], and the MQTT server would take that for a violation. It refuses
 * other protocol levels than 4 in 3.1.1's own form (R15), and closes.
 *
 * <p>For flow control it keeps the device's messages back while they are paused, reads on until it holds as many as it
 * may, and then leaves the rest in the socket; nor does it read a device that does not read what it is sent. Event loop
 * only.
 */
public final class FrontHandler extends ChannelDuplexHandler {
    private static final int CONNACK = 0x20;
    private static final int CONNACK_CODE_AT = 3;

    /** The names Vert.x and its MQTT server give their handlers. */
    private static final String CODEC = "mqttEncoder";

    private static final String CONNECTION = "handler";
    private static final String STOCK_IDLE = "idle";
    private static final String STOCK_KEEP_ALIVE = "keepAliveHandler";

    /** A packet of which it is not worth to keep count. */
    private static final int SMALL = 4 << 10;

    /** A socket without a place for its packet is looked after again after this time. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final ReadLimits limits;
    private final FrameChecker checker;
    private final HeldPackets held;
    private final Consumer<Violation> onViolation;
    private final Consumer<FrontHandler> onConnect;
    private State state = State.AWAITING_CONNECT;
    /** The beginning of a packet, already checked. */
    private @Nullable ByteBuf begun;
    /** What came behind CONNECT before its answer, not checked yet. */
    private @Nullable ByteBuf early;

    private @Nullable ChannelHandlerContext context;
    /** Of all held bytes, those taken for the packet that is being gathered. */
    private int reserved;

    private boolean paused;
    private boolean releasing;
    private boolean unplaced;
    private boolean excused;

    private enum State {
        AWAITING_CONNECT,
        ANSWERING,
        OPEN,
        CLOSED
    }

    /**
     * {@code onViolation} is told the broken rule before the connection is closed for it, {@code onConnect} right
     * before a CONNECT goes on to the codec.
     */
    public FrontHandler(ReadLimits limits, Consumer<Violation> onViolation, Consumer<FrontHandler> onConnect) {
        this.limits = limits;
        this.checker = new FrameChecker(limits.packetBytes());
        this.held = new HeldPackets(limits.held());
        this.onViolation = onViolation;
        this.onConnect = onConnect;
    }

    /** Takes its place in front of the codec; to be called before the first byte is read. */
    public void installIn(ChannelPipeline pipeline) {
        pipeline.addBefore(CODEC, "front", this);
    }

    /** No message passes until {@link #resumeReading}; acknowledgements and pings do. */
    public void pauseReading() {
        paused = true;
        applyReading();
    }

    /** Passes on what was held, and what comes, until the next pause. */
    public void resumeReading() {
        paused = false;
        if (held.isEmpty()) {
            applyReading();
        } else if (context != null && !releasing) {
            // Not at once: the codec may be in the middle of the very packet that ended the pause.
            releasing = true;
            ChannelHandlerContext ctx = context;
            ctx.executor().execute(() -> release(ctx));
        }
    }

    private void release(ChannelHandlerContext ctx) {
        while (!paused && !held.isEmpty() && state == State.OPEN) {
            ctx.fireChannelRead(held.next());
        }
        releasing = false;
        applyReading();
        ctx.fireChannelReadComplete();
    }

    private void applyReading() {
        if (context == null || state == State.CLOSED) {
            return;
        }
        excused |= isFull() || unplaced;
        boolean reading = state != State.ANSWERING && !isFull() && !unplaced;
        context.channel().config().setAutoRead(reading && context.channel().isWritable());
    }

    private boolean isFull() {
        return isHolding()
                && (held.size() >= limits.heldBytes() || limits.held().isFull());
    }

    private boolean isHolding() {
        return paused || !held.isEmpty();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        applyReading();
        ctx.fireChannelWritabilityChanged();
    }

    /** Whether since the last call packets were held or not read, so that silence behind us says nothing. */
    boolean wasExcused() {
        boolean was = excused;
        excused = isFull() || unplaced;
        return was;
    }

    /**
     * Removes the MQTT server's own keep-alive: it would close connections that we do not read, and in a way that gets
     * stuck behind a device that reads nothing. To be called while the CONNECT is being handled.
     */
    public void removeStockKeepAlive() {
        if (context == null) {
            return;
        }
        for (String name : new String[] {STOCK_IDLE, STOCK_KEEP_ALIVE}) {
            if (context.pipeline().get(name) != null) {
                var unused = context.pipeline().remove(name);
            }
        }
    }

    /** Tells when the device has been silent for too long; 0 = it asked for no keep-alive. */
    public void watchSilence(int keepAliveSeconds, Runnable onSilence) {
        if (context != null && state != State.CLOSED) {
            context.pipeline().addBefore(CONNECTION, "keepAlive", new KeepAlive(keepAliveSeconds, this, onSilence));
        }
    }

    /** Whether the client takes in what is written to it. */
    public boolean isWritable() {
        return context != null && context.channel().isWritable();
    }

    /** Closes the connection now, behind what is already written; nothing that was received passes any more. */
    public void close() {
        if (context != null && state != State.CLOSED) {
            drop(context);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forget();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.ANSWERING && early != null) {
            early = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), early, bytes);
        } else {
            take(ctx, bytes);
        }
    }

    /** Passes on the packets that end in these bytes, and keeps what must wait. */
    private void take(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (bytes.isReadable() && isTaking()) {
            int length = check(ctx, bytes) - bytes.readerIndex();
            if (isTaking() && begun == null && checker.isAtBorder()) {
                deliver(ctx, bytes.readRetainedSlice(length));
            } else if (isTaking()) {
                gather(ctx, bytes, length);
            }
        }
        if (state == State.ANSWERING && bytes.isReadable()) {
            early = bytes;
        } else {
            bytes.release();
        }
    }

    private boolean isTaking() {
        return state == State.AWAITING_CONNECT || state == State.OPEN;
    }

    /** A packet that came in several pieces; they are copied, so that few bytes do not keep a large buffer alive. */
    private void gather(ChannelHandlerContext ctx, ByteBuf bytes, int length) {
        ByteBuf packet = begun == null ? ctx.alloc().buffer(length) : begun;
        packet.writeBytes(bytes, length);
        if (checker.isAtBorder()) {
            begun = null;
            limits.held().remove(reserved);
            reserved = 0;
            deliver(ctx, packet);
        } else {
            begun = packet;
            reserve(ctx, packet);
        }
    }

    /**
     * The rest of a packet is read when there is a place for the whole of it: whoever has begun a packet can end it. A
     * packet that came in one piece needs none.
     */
    private void reserve(ChannelHandlerContext ctx, ByteBuf packet) {
        if (reserved > 0 || !checker.knowsLength()) {
            return;
        }
        int length = packet.readableBytes() + checker.left();
        if (length <= SMALL) {
            return;
        }
        unplaced = !limits.held().tryAdd(length);
        if (unplaced) {
            var unused = ctx.executor().schedule(() -> lookForPlace(ctx), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            reserved = length;
        }
        applyReading();
    }

    private void lookForPlace(ChannelHandlerContext ctx) {
        if (begun != null && state != State.CLOSED) {
            reserve(ctx, begun);
        }
    }

    private void deliver(ChannelHandlerContext ctx, ByteBuf packet) {
        if (isHolding() && state == State.OPEN && HeldPackets.waitsInOrder(packet)) {
            held.add(ctx.alloc(), packet);
            excused = true;
            applyReading();
        } else {
            pass(ctx, packet);
        }
    }

    private int check(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            return checker.read(bytes, bytes.readerIndex(), bytes.writerIndex());
        } catch (FrameViolation violation) {
            refuse(ctx, violation);
            return bytes.readerIndex();
        }
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf packet) {
        if (state == State.AWAITING_CONNECT) {
            state = State.ANSWERING;
            applyReading();
            onConnect.accept(this);
        }
        ctx.fireChannelRead(packet);
    }

    /** By way of the MQTT server, so that a session ends for this reason. */
    private void refuse(ChannelHandlerContext ctx, FrameViolation violation) {
        onViolation.accept(violation.rule());
        if (violation.rule() == Violation.PROTOCOL_LEVEL) {
            // CONNACK, two bytes, no session, 0x01 unacceptable protocol version
            var unused = ctx.write(Unpooled.wrappedBuffer(new byte[] {CONNACK, 0x02, 0x00, 0x01}));
        }
        ctx.fireExceptionCaught(violation);
        close();
    }

    private void drop(ChannelHandlerContext ctx) {
        end();
        ctx.flush();
        var unused = ctx.close();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean refusal = state == State.ANSWERING && isRefusal(message);
        var unused = ctx.write(message, promise);
        if (refusal) {
            // The server closes behind it; what the client sent meanwhile is nobody's.
            end();
        } else if (state == State.ANSWERING) {
            // The first thing written is the CONNACK. Later, because the MQTT server calls itself connected only
            // after this write returns.
            ctx.executor().execute(() -> open(ctx));
        }
    }

    private static boolean isRefusal(Object message) {
        return message instanceof ByteBuf bytes
                && bytes.readableBytes() > CONNACK_CODE_AT
                && bytes.getByte(bytes.readerIndex()) == CONNACK
                && bytes.getByte(bytes.readerIndex() + CONNACK_CODE_AT) != 0;
    }

    private void open(ChannelHandlerContext ctx) {
        if (state != State.ANSWERING) {
            return;
        }
        state = State.OPEN;
        applyReading();
        ByteBuf waiting = early;
        early = null;
        if (waiting != null) {
            take(ctx, waiting);
            ctx.fireChannelReadComplete();
        }
    }

    /** What a device sent before it went is not lost because it had to wait here. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        while (!held.isEmpty() && state == State.OPEN) {
            pass(ctx, held.next());
        }
        end();
        ctx.fireChannelInactive();
    }

    private void end() {
        state = State.CLOSED;
        forget();
    }

    private void forget() {
        held.release();
        limits.held().remove(reserved);
        reserved = 0;
        ReferenceCountUtil.release(begun);
        ReferenceCountUtil.release(early);
        begun = null;
        early = null;
    }
}
