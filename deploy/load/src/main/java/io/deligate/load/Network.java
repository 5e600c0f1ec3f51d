package io.deligate.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops that all device connections of one process share. Thread-safe. */
public final class Network implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int CLOSE_SECONDS = 5;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final Bootstrap bootstrap;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger sourceTurn = new AtomicInteger();

    /** With so many event loops; one is enough for some ten thousand devices. */
    public Network(int threads) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("devices", true), io);
        for (EventExecutor executor : group) {
            if (executor instanceof EventLoop loop) {
                loops.add(loop);
            }
        }
        this.bootstrap = new Bootstrap()
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
        if (epoll) {
            // the port is chosen by the pair of addresses, so each of them has all its ports
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
    }

    /** The event loops, on which one may also run tasks of one's own. */
    public List<EventLoop> loops() {
        return List.copyOf(loops);
    }

    /** A channel on the next event loop in turn, not connected yet. */
    Channel open(Target target, ChannelHandler... handlers) {
        EventLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
        return bootstrap
                .clone(loop)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext tls = target.tls();
                        if (tls != null) {
                            InetSocketAddress to = target.address();
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc(), to.getHostString(), to.getPort()));
                        }
                        channel.pipeline().addLast(handlers);
                    }
                })
                .register()
                .channel();
    }

    /** Connects it, from the next source address in turn. */
    ChannelFuture connect(Channel channel, Target target) {
        List<InetAddress> sources = target.sources();
        if (sources.isEmpty()) {
            return channel.connect(target.address());
        }
        InetAddress source = sources.get(Math.floorMod(sourceTurn.getAndIncrement(), sources.size()));
        return channel.connect(target.address(), new InetSocketAddress(source, 0));
    }

    /** Ends all connections and the event loops; returns when they are over, at the latest after 5 s. */
    @Override
    public void close() {
        var unused = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
