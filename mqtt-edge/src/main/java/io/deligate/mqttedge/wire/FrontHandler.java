package io.deligate.mqttedge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the MQTT codec of one connection.
 *
 * <p>It lets exactly one CONNECT through and holds back what comes behind it until the answer has been written: our
 * CONNACK waits for Kafka, MQTT 3.1.1 allows a client to go on sending meanwhile [3.1.4], and the MQTT server would take
 * that for a violation. It refuses other protocol levels than 4 in 3.1.1's own form (R15), drops connections that begin
 * with anything else (R16), starts and stops reading for flow control, and closes. Event loop only.
 */
public final class FrontHandler extends ChannelDuplexHandler {
    /** A CONNECT with the longest identifiers and a Will of 16 KiB fits; nobody unauthenticated may hold more memory. */
    private static final int MAX_CONNECT = 32 << 10;

    private static final int CONNACK = 0x20;
    private static final int CONNACK_CODE_AT = 3;

    /** The names Vert.x and its MQTT server give their handlers. */
    private static final String CODEC = "mqttEncoder";

    private static final String CONNECTION = "handler";
    private static final String STOCK_IDLE = "idle";
    private static final String STOCK_KEEP_ALIVE = "keepAliveHandler";

    private final Runnable onViolation;
    private final Consumer<FrontHandler> onConnect;
    private final PacketGate gate = new PacketGate();
    private State state = State.AWAITING_CONNECT;
    private @Nullable ByteBuf held;
    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private boolean stoppedReading;

    private enum State {
        AWAITING_CONNECT,
        ANSWERING,
        OPEN,
        CLOSED
    }

    /**
     * {@code onViolation} is told when the connection is dropped for its first bytes, {@code onConnect} right before its
     * CONNECT goes on to the codec.
     */
    public FrontHandler(Runnable onViolation, Consumer<FrontHandler> onConnect) {
        this.onViolation = onViolation;
        this.onConnect = onConnect;
    }

    /** Takes its place in front of the codec, and the gate's behind it; to be called before the first byte is read. */
    public void installIn(ChannelPipeline pipeline) {
        pipeline.addBefore(CODEC, "front", this);
        pipeline.addBefore(CONNECTION, "gate", gate);
    }

    /** Reads nothing more until {@link #resumeReading}; packets read already still arrive. */
    public void pauseReading() {
        paused = true;
        stoppedReading = true;
        applyReading();
    }

    public void resumeReading() {
        paused = false;
        applyReading();
    }

    private void applyReading() {
        if (context != null && state != State.CLOSED) {
            context.channel().config().setAutoRead(!paused && state != State.ANSWERING);
        }
    }

    /** Whether the socket was not read at some time since the last call. */
    boolean stoppedReadingSinceAsked() {
        boolean stopped = stoppedReading;
        stoppedReading = paused;
        return stopped;
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
        releaseHeld();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.OPEN) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.CLOSED) {
            bytes.release();
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        if (state == State.AWAITING_CONNECT) {
            lookForConnect(ctx, held);
        }
    }

    private void lookForConnect(ChannelHandlerContext ctx, ByteBuf bytes) {
        switch (ConnectFrame.inspect(bytes, MAX_CONNECT)) {
            case INCOMPLETE -> {}
            case VIOLATION -> {
                onViolation.run();
                drop(ctx);
            }
            case OTHER_LEVEL -> {
                onViolation.run();
                refuseLevel(ctx);
            }
            case COMPLETE -> {
                ByteBuf connect = bytes.readRetainedSlice(ConnectFrame.length(bytes));
                state = State.ANSWERING;
                applyReading();
                onConnect.accept(this);
                ctx.fireChannelRead(connect);
            }
        }
    }

    private void refuseLevel(ChannelHandlerContext ctx) {
        // CONNACK, two bytes, no session, 0x01 unacceptable protocol version
        ByteBuf connack = Unpooled.wrappedBuffer(new byte[] {CONNACK, 0x02, 0x00, 0x01});
        end();
        ctx.writeAndFlush(connack).addListener(ChannelFutureListener.CLOSE);
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
        ByteBuf rest = held;
        held = null;
        if (rest != null && rest.isReadable()) {
            ctx.fireChannelRead(rest);
            ctx.fireChannelReadComplete();
        } else if (rest != null) {
            rest.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    private void end() {
        state = State.CLOSED;
        gate.shut();
        releaseHeld();
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
