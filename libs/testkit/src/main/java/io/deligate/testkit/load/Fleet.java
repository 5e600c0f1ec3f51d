package io.deligate.testkit.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Some hundred devices on one thread that publish at a steady pace, three of four with QoS 1 and the fourth with QoS 2, and
 * note in a ledger what they sent and what was acknowledged. A device whose edge is gone or silent goes to another one.
 *
 * <p>A device that leaves a silent edge leaves its old connection open: the edge has to find out by itself that the
 * session has moved.
 */
public final class Fleet implements AutoCloseable {
    private static final int TICK_MILLIS = 5;
    private static final int MOST_TOLD = 10;

    private final FleetPlan plan;
    private final List<Integer> ports;
    private final Map<Integer, InetSocketAddress> places = new HashMap<>();
    private final Ledgers ledgers;
    private final Selector selector;
    private final List<FleetDevice> devices = new ArrayList<>();
    private final Random random = new Random(1);
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Pulse pulse = new Pulse();
    private volatile LongSupplier clock = () -> 1_700_000_000L;
    private volatile Standing standing = new Standing(List.of(), 0, 0);
    private volatile boolean silent;
    private volatile boolean closed;

    /** How things stand after a round: each device's port, 0 for those who are not connected, and the longest wait. */
    private record Standing(List<Integer> ports, int unacked, long longestWait) {}

    /** A connection that its device has left behind. */
    private record Abandoned(Link link) {}

    /** Devices that connect to those ports of this machine, within a third of their patience. */
    public Fleet(FleetPlan plan, List<Integer> ports, Ledgers ledgers) {
        this(
                plan,
                ledgers,
                ports.stream()
                        .map(port -> new InetSocketAddress("127.0.0.1", port))
                        .toList());
    }

    /** The same, with edges anywhere; each has a port of its own, by which it is called here. */
    public Fleet(FleetPlan plan, Ledgers ledgers, List<InetSocketAddress> edges) {
        this.plan = plan;
        this.ports = edges.stream().map(InetSocketAddress::getPort).toList();
        edges.forEach(edge -> places.put(edge.getPort(), edge));
        if (places.size() < edges.size()) {
            throw new IllegalArgumentException("edges: " + edges + " (expected: each on a port of its own)");
        }
        this.ledgers = ledgers;
        try {
            this.selector = Selector.open();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        long now = System.nanoTime();
        for (int i = 0; i < plan.devices(); i++) {
            devices.add(new FleetDevice(this, plan, i, now + jitter()));
        }
        this.thread = new Thread(this::run, "fleet-" + plan.name());
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** From now on nothing new is sent; what is not acknowledged still is. */
    public void fallSilent() {
        silent = true;
    }

    /** Devices with an accepted connection. */
    public int connected() {
        return (int) standing.ports().stream().filter(port -> port != 0).count();
    }

    /** The same, at that edge. */
    public int connectedTo(int port) {
        return (int) standing.ports().stream().filter(each -> each == port).count();
    }

    /** The port that this device is connected to, or 0. */
    public int portOf(int device) {
        return standing.ports().isEmpty() ? 0 : standing.ports().get(device);
    }

    /** Uplinks that wait for their acknowledgement. */
    public int unacked() {
        return standing.unacked();
    }

    /** The longest that anything has been on its way now: a message to its acknowledgement, a request to its answer. */
    public Duration longestWait() {
        return Duration.ofNanos(standing.longestWait());
    }

    /** Of the requests that were accepted over connections that still stand, some that have no answer yet. */
    public List<String> unanswered() {
        return ledgers.answers().unanswered().stream().limit(MOST_TOLD).toList();
    }

    /** What was acknowledged to the whole fleet, as a rhythm. */
    public Pulse pulse() {
        return pulse;
    }

    /** From now on the devices' messages say that it is this time, in seconds; 1700000000 before. */
    public void setClock(LongSupplier seconds) {
        clock = seconds;
    }

    /** How often a device lost its accepted connection. */
    public int lost() {
        return lost.get();
    }

    /** How often a device was refused. */
    public int refused() {
        return refused.get();
    }

    /** Connections left behind that their edge has not closed. */
    public int abandoned() {
        return abandoned.get();
    }

    /**
     * Every so many-th device of that edge loses its network and goes to another edge; its old connection stays as it is.
     */
    public void scatter(int port, int every) {
        orders.add(() -> {
            List<FleetDevice> there =
                    devices.stream().filter(device -> device.port() == port).toList();
            for (int i = 0; i < there.size(); i += every) {
                there.get(i).wander(System.nanoTime());
            }
        });
    }

    private void run() {
        try {
            while (!closed) {
                long now = System.nanoTime();
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
                devices.forEach(device -> device.turn(now));
                selector.select(this::attend, TICK_MILLIS);
                standing = new Standing(
                        devices.stream().map(FleetDevice::port).toList(),
                        devices.stream().mapToInt(FleetDevice::unacked).sum(),
                        devices.stream()
                                .mapToLong(device -> device.longestWait(now))
                                .max()
                                .orElse(0));
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    private void attend(SelectionKey key) {
        if (key.attachment() instanceof FleetDevice device) {
            device.attend(System.nanoTime());
        } else if (key.attachment() instanceof Abandoned left) {
            try {
                left.link().attend(packet -> {});
            } catch (IOException closedAtLast) {
                left.link().close();
                abandoned.decrementAndGet();
            }
        }
    }

    void abandon(Link link) {
        abandoned.incrementAndGet();
        link.abandon(new Abandoned(link));
    }

    /** Some other edge than that one, if there is one. */
    int nextPort(int port) {
        int known = ports.indexOf(port);
        return known < 0 || ports.size() == 1
                ? ports.get(random.nextInt(ports.size()))
                : ports.get((known + 1 + random.nextInt(ports.size() - 1)) % ports.size());
    }

    InetSocketAddress place(int port) {
        InetSocketAddress place = places.get(port);
        if (place == null) {
            throw new IllegalArgumentException("port: " + port + " (expected: one of " + ports + ")");
        }
        return place;
    }

    long clock() {
        return clock.getAsLong();
    }

    Selector selector() {
        return selector;
    }

    Ledgers ledgers() {
        return ledgers;
    }

    boolean isSilent() {
        return silent;
    }

    String to() {
        return plan.to();
    }

    int window() {
        return plan.window();
    }

    int requests() {
        return plan.requests();
    }

    long gap() {
        return plan.gap().toNanos();
    }

    long patience() {
        return plan.patience().toNanos();
    }

    long jitter() {
        return (long) (random.nextDouble() * plan.patience().toNanos() / 3);
    }

    void countLost() {
        lost.incrementAndGet();
    }

    void countRefused() {
        refused.incrementAndGet();
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
