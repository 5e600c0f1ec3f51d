package io.deligate.testkit.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Very many devices on one thread: they connect, stay, and come back when they are refused or disconnected, each after a
 * random time of its own, as firmware should. They are idle otherwise.
 *
 * <p>Their source addresses are {@code 127.0.0.1} and those behind it, so that local ports do not run out.
 */
public final class Crowd implements AutoCloseable {
    private static final int PER_ADDRESS = 10_000;
    private static final int MOST_ASKING = 1_000;
    private static final long ANSWER_WITHIN = TimeUnit.SECONDS.toNanos(20);
    private static final int CONNACK_BYTES = 4;

    private final int port;
    private final long patience;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private final List<Device> devices = new ArrayList<>();
    private final PriorityQueue<Device> due = new PriorityQueue<>(Comparator.comparingLong(device -> device.dueAt));
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Random random = new Random(1);
    private final long start = System.nanoTime();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Thread thread;
    private int asking;
    private volatile boolean closed;

    /** Known to the crowd's thread only. */
    private static final class Device {
        private final byte[] connect;
        private final String source;
        private @Nullable SocketChannel channel;
        private boolean accepted;
        private int heard;
        private long dueAt;

        Device(byte[] connect, String source) {
            this.connect = connect;
            this.source = source;
        }
    }

    /** Devices of an edge on this machine that wait at most {@code patience} before they try again. */
    public Crowd(int port, Duration patience) {
        this.port = port;
        this.patience = patience.toNanos();
        try {
            this.selector = Selector.open();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        this.thread = new Thread(this::run, "crowd");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** A further device, which connects with that packet. */
    public void add(byte[] connect) {
        order(() -> {
            Device device = new Device(connect, "127.0.0." + (1 + devices.size() / PER_ADDRESS));
            devices.add(device);
            later(device);
        });
    }

    /** How many devices have an accepted connection. */
    public int connected() {
        return connected.get();
    }

    /** How often a device was refused. */
    public int refused() {
        return refused.get();
    }

    /** How often a device lost its accepted connection, except by {@link #cut}. */
    public int lost() {
        return lost.get();
    }

    /** Every connection breaks at once, as when the power comes back; all of them will connect again. */
    public void cut() {
        order(() -> devices.forEach(device -> {
            if (device.channel != null) {
                leave(device);
                later(device);
            }
        }));
    }

    private void order(Runnable order) {
        orders.add(order);
        selector.wakeup();
    }

    private long now() {
        return System.nanoTime() - start;
    }

    private void later(Device device) {
        device.dueAt = now() + (long) (random.nextDouble() * patience);
        due.add(device);
    }

    private void run() {
        try {
            while (!closed) {
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
                connectThoseWhoAreDue();
                selector.select(this::attend, 20);
            }
            devices.forEach(this::leave);
            selector.close();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** A device that waits for its answer is in the queue too: its time is up when it is due. */
    private void connectThoseWhoAreDue() {
        for (Device next = due.peek(); next != null && next.dueAt <= now(); next = due.peek()) {
            if (next.channel == null && asking >= MOST_ASKING) {
                return;
            }
            due.remove();
            if (next.channel != null) {
                leave(next);
                later(next);
            } else {
                connect(next);
            }
        }
    }

    private void connect(Device device) {
        try {
            SocketChannel channel = SocketChannel.open();
            device.channel = channel;
            asking++;
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(device.source, 0));
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, device);
            if (channel.connect(new InetSocketAddress("127.0.0.1", port))) {
                greet(device, channel, key);
            }
            device.dueAt = now() + ANSWER_WITHIN;
            due.add(device);
        } catch (IOException why) {
            leave(device);
            later(device);
        }
    }

    private void greet(Device device, SocketChannel channel, SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        if (channel.write(ByteBuffer.wrap(device.connect)) != device.connect.length) {
            throw new IOException("a fresh socket does not take a CONNECT");
        }
    }

    private void attend(SelectionKey key) {
        Device device = (Device) key.attachment();
        SocketChannel channel = device.channel;
        if (channel == null || !key.isValid()) {
            return;
        }
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                greet(device, channel, key);
            } else {
                hear(device, channel);
            }
        } catch (IOException broken) {
            gone(device);
        }
    }

    private void hear(Device device, SocketChannel channel) throws IOException {
        in.clear();
        int count = channel.read(in);
        if (count < 0) {
            gone(device);
            return;
        }
        for (int i = 0; i < count && device.heard < CONNACK_BYTES; i++) {
            if (++device.heard == CONNACK_BYTES) {
                answered(device, in.get(i));
            }
        }
    }

    private void answered(Device device, byte code) {
        if (code == 0) {
            due.remove(device);
            device.accepted = true;
            asking--;
            connected.incrementAndGet();
        } else {
            refused.incrementAndGet();
            due.remove(device);
            leave(device);
            later(device);
        }
    }

    private void gone(Device device) {
        if (device.accepted) {
            lost.incrementAndGet();
        }
        due.remove(device);
        leave(device);
        later(device);
    }

    private void leave(Device device) {
        SocketChannel channel = device.channel;
        if (channel == null) {
            return;
        }
        if (device.accepted) {
            connected.decrementAndGet();
        } else {
            asking--;
        }
        due.remove(device);
        device.channel = null;
        device.accepted = false;
        device.heard = 0;
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    /** Every device goes without a word. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException why) {
            Thread.currentThread().interrupt();
        }
    }
}
