package io.deligate.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** All devices of a generator, and what they do. */
final class Fleet implements DeviceEvents {
    private static final String UPLINK = "device";
    private static final long BATCH = 128;
    private static final long LEAST_GAP_NANOS = 20_000;
    /** The only refusal after which it makes sense to come again [MQTT-3.2.2-5]. */
    private static final int UNAVAILABLE = 3;

    private static final long PING_GAP_MILLIS = 2;
    private static final long TRY_AGAIN_MILLIS = 500;

    private final Order order;
    private final Network network;
    private final Target target;
    private final Meter meter;
    private final Letter letter;
    private final CountDownLatch missing;
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final Map<EventLoop, Platoon> platoons = new HashMap<>();
    private final AtomicInteger visitors = new AtomicInteger();
    private final Map<DeviceConnection, Long> pinged = new ConcurrentHashMap<>();
    private volatile boolean sending;
    private volatile boolean leaving;
    private volatile String lastEnding = "";
    private volatile long lastDelay;
    private volatile boolean hopeless;

    Fleet(Order order, Network network, Target target, Meter meter) {
        this.order = order;
        this.network = network;
        this.target = target;
        this.meter = meter;
        this.letter = Letter.fromDevice(order.action(), order.payload());
        this.missing = new CountDownLatch(order.connections());
        int number = 0;
        for (EventLoop loop : network.loops()) {
            platoons.put(
                    loop, new Platoon(loop, (double) number++ / network.loops().size()));
        }
    }

    /** The devices of one event loop. Only on that loop. */
    private final class Platoon implements Runnable {
        private final EventLoop loop;
        private final double phase;
        private final List<DeviceConnection> present = new ArrayList<>();
        private Schedule schedule = new Schedule(0, 1, 0);
        private int turn;

        Platoon(EventLoop loop, double phase) {
            this.loop = loop;
            this.phase = phase;
        }

        void begin(long start) {
            switch (order.shape()) {
                case OPEN -> {
                    schedule = new Schedule(start, order.rate() / platoons.size(), phase);
                    run();
                }
                case CLOSED ->
                    present.forEach(device -> {
                        while (device.inFlight() < order.inFlight()) {
                            send(device, System.nanoTime());
                        }
                    });
                case CONNECTS -> {
                    for (int number = 0; number < order.inFlight() / platoons.size(); number++) {
                        comeAndGo();
                    }
                }
                case PINGS -> present.forEach(Fleet.this::ping);
                case IDLE -> {
                    // they listen
                }
            }
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            for (int sent = 0; sending && sent < BATCH && schedule.due() <= now; sent++) {
                long due = schedule.due();
                schedule.made();
                if (present.isEmpty()) {
                    meter.unsent();
                } else {
                    turn = (turn + 1) % present.size();
                    send(present.get(turn), due);
                }
            }
            if (sending) {
                long wait = Math.max(LEAST_GAP_NANOS, schedule.due() - System.nanoTime());
                var unused = loop.schedule(this, wait, TimeUnit.NANOSECONDS);
            }
        }

        private void send(DeviceConnection device, long due) {
            if (device.inFlight() >= InFlight.MOST) {
                meter.unsent();
                return;
            }
            meter.sent();
            device.publish(UPLINK, letter.due(due), 1, due);
        }
    }

    /** One device connects, and leaves as soon as it is in; then the next one. */
    private void comeAndGo() {
        long due = System.nanoTime();
        meter.sent();
        String id = order.idPrefix() + Math.floorMod(visitors.getAndIncrement(), order.connections());
        var unused = DeviceConnection.open(network, target, credentials(id), settings(), new DeviceEvents() {
            @Override
            public void accepted(DeviceConnection device, boolean sessionPresent) {
                meter.done(due, System.nanoTime());
                device.disconnect();
            }

            @Override
            public void closed(DeviceConnection device, Ending ending) {
                if (!ending.wasAccepted()) {
                    refused.increment();
                    lastEnding = ending.reason();
                    meter.notDone();
                }
                if (sending) {
                    comeAndGo();
                }
            }
        });
    }

    private void waitNoMore() {
        while (missing.getCount() > 0) {
            missing.countDown();
        }
    }

    private Credentials credentials(String id) {
        return Credentials.ofProduct(id, order.model(), order.productKey());
    }

    private DeviceConnection.Settings settings() {
        return new DeviceConnection.Settings(order.keepAlive(), true);
    }

    /** Begins to connect all devices at the ordered pace, those that are to stay. */
    void connect() {
        if (order.shape() == Order.Shape.CONNECTS) {
            waitNoMore();
            return;
        }
        EventLoop pacer = network.loops().get(0);
        connect(pacer, 0, System.nanoTime());
    }

    private void connect(EventLoop pacer, int number, long start) {
        int next = number;
        long due = (long) ((System.nanoTime() - start) / 1e9 * order.connectRate()) + 1;
        while (next < order.connections() && next < due) {
            open(next++);
        }
        int rest = next;
        if (rest < order.connections() && !leaving) {
            var unused = pacer.schedule(() -> connect(pacer, rest, start), 5, TimeUnit.MILLISECONDS);
        }
    }

    private void open(int number) {
        open(order.idPrefix() + number);
    }

    private void open(String id) {
        var unused = DeviceConnection.open(network, target, credentials(id), settings(), this);
    }

    /** False when not all devices are in by then, or one has learnt that it never will be. */
    boolean awaitAll(long seconds) throws InterruptedException {
        return missing.await(seconds, TimeUnit.SECONDS) && !hopeless;
    }

    long absent() {
        return missing.getCount();
    }

    /** From now on devices send. */
    void begin() {
        sending = true;
        long start = System.nanoTime();
        platoons.forEach((loop, platoon) -> loop.execute(() -> platoon.begin(start)));
    }

    /** From now on nothing new is sent. */
    void rest() {
        sending = false;
    }

    void leave() {
        leaving = true;
        sending = false;
    }

    long refused() {
        return refused.sum();
    }

    /** Connections that ended although nobody wanted it. */
    long lost() {
        return lost.sum();
    }

    long received() {
        return received.sum();
    }

    /** How old the message was that was received last, in nanoseconds. */
    long lastDelay() {
        return lastDelay;
    }

    String lastEnding() {
        return lastEnding;
    }

    @Override
    public void accepted(DeviceConnection device, boolean sessionPresent) {
        Platoon platoon = platoons.get(device.loop());
        if (platoon != null) {
            platoon.present.add(device);
        }
        if (order.subscribe().isEmpty()) {
            missing.countDown();
        } else {
            device.subscribe(1, order.subscribe());
        }
    }

    @Override
    public void subscribed(DeviceConnection device, int[] granted) {
        missing.countDown();
    }

    @Override
    public void acknowledged(DeviceConnection device, long due) {
        if (order.goal() == Order.Goal.PUBACK) {
            done(device, due);
        }
    }

    @Override
    public void received(DeviceConnection device, String topic, ByteBuf payload) {
        received.increment();
        long due = Letter.dueOf(payload);
        if (order.goal() == Order.Goal.ANSWER && due >= 0) {
            lastDelay = System.nanoTime() - due;
            done(device, due);
        }
    }

    private void ping(DeviceConnection device) {
        meter.sent();
        pinged.put(device, System.nanoTime());
        device.ping();
    }

    @Override
    public void pinged(DeviceConnection device) {
        Long sent = pinged.remove(device);
        if (sent != null) {
            meter.done(sent, System.nanoTime());
            if (sending) {
                var unused = device.loop().schedule(() -> ping(device), PING_GAP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void done(DeviceConnection device, long due) {
        long now = System.nanoTime();
        meter.done(due, now);
        Platoon platoon = platoons.get(device.loop());
        if (sending && order.shape() == Order.Shape.CLOSED && platoon != null) {
            platoon.send(device, now);
        }
    }

    @Override
    public void closed(DeviceConnection device, Ending ending) {
        if (leaving || ending.wanted()) {
            return;
        }
        lastEnding = ending.reason();
        if (ending.wasAccepted()) {
            lost.increment();
            Platoon platoon = platoons.get(device.loop());
            if (platoon != null) {
                platoon.present.remove(device);
            }
        } else if (ending.connackCode() != 0 && ending.connackCode() != UNAVAILABLE) {
            hopeless = true;
            waitNoMore();
        } else {
            refused.increment();
            var unused = device.loop().schedule(() -> open(device.clientId()), TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
