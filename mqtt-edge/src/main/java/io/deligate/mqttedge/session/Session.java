package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceId;
import io.deligate.registryview.ProductView;
import io.deligate.rolloutgate.OfferMemory;
import io.deligate.streams.session.KeptSubscriptions;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connected device, from its CONNACK to its end.
 *
 * <p>Lives on the event loop of its connection; other threads reach it through {@link #run} only. Its epoch is the
 * offset of its online record: the session with the highest epoch of an id is the one that counts (design D4).
 */
public final class Session {
    private static final long NO_TIMER = -1;

    private final DeviceId device;
    private final ProductView product;
    private final long begunAs;
    private volatile long epoch;
    private volatile boolean renewing;
    private final Connection connection;
    private final Vertx vertx;
    private final byte[] key;
    private final Subscriptions subscriptions;
    private final SendWindow window;
    private final KeptSessions keeper;
    private final boolean clean;
    private @Nullable Session older;
    private @Nullable Orders orders;
    private final Unanswered unanswered = new Unanswered(System.nanoTime());
    private Runnable onProgress = () -> {};
    private long timer = NO_TIMER;
    private volatile long offers = OfferMemory.NONE;
    private boolean closed;
    private CloseReason reason = CloseReason.CONNECTION_LOST;

    /**
     * A session whose online record is stored at offset {@code epoch}.
     *
     * @param before what a device with CleanSession 0 had subscribed; null for a clean session, which leaves nothing
     */
    public Session(
            DeviceId device,
            ProductView product,
            long epoch,
            Connection connection,
            Vertx vertx,
            SendLimits limits,
            KeptSessions keeper,
            @Nullable KeptSubscriptions before) {
        this.device = device;
        this.product = product;
        this.begunAs = epoch;
        this.epoch = epoch;
        this.connection = connection;
        this.vertx = vertx;
        this.key = device.value().getBytes(StandardCharsets.UTF_8);
        this.keeper = keeper;
        this.clean = before == null;
        this.subscriptions =
                new Subscriptions(product.type(), product.model(), before == null ? KeptSubscriptions.NONE : before);
        this.window = new SendWindow(this::write, limits, System::nanoTime, clean ? null : keeper);
    }

    /** It takes the place of that one, which is being closed on its own event loop. */
    void follows(Session replaced) {
        older = replaced;
    }

    /**
     * The device has its answer: messages may go out, first those it had not acknowledged in an earlier session with
     * CleanSession 0 (R46), which has closed by then.
     */
    public void begin() {
        Session before = older;
        older = null;
        if (before == null) {
            openWindow();
        } else {
            before.run(() -> {
                Map<String, Long> had = before.orders == null ? Map.of() : before.orders.copy();
                run(() -> {
                    if (!had.isEmpty()) {
                        orders().inherit(had);
                    }
                    openWindow();
                });
            });
        }
    }

    private Orders orders() {
        Orders kept = orders;
        if (kept == null) {
            kept = new Orders();
            orders = kept;
        }
        return kept;
    }

    /** Whether a message of that order may be sent that was written for that session of the device, see {@link Orders}. */
    public boolean keepsOrder(String order, long writtenFor) {
        return orders().allow(order, writtenFor);
    }

    private void openWindow() {
        if (clean) {
            keeper.forget(device, epoch);
        }
        if (!closed) {
            window.begin(clean ? List.of() : keeper.take(device));
            watchAcks();
        }
    }

    /** What it remembers of firmware offers, see {@link OfferMemory}; on any thread. */
    public long offers() {
        return offers;
    }

    /** Remembers that instead. */
    public void offers(long memory) {
        offers = memory;
    }

    /** What outlives it; null when it is a clean one. On any thread. */
    public @Nullable KeptSubscriptions kept() {
        return clean ? null : subscriptions.now();
    }

    public DeviceId device() {
        return device;
    }

    public ProductView product() {
        return product;
    }

    public long epoch() {
        return epoch;
    }

    /** Its end was recorded although it lives; it is being announced again. */
    void renewing() {
        renewing = true;
    }

    boolean isRenewing() {
        return renewing;
    }

    /** It was announced again, under that epoch. */
    void renewed(long newEpoch) {
        epoch = newEpoch;
        renewing = false;
    }

    /** The device's MQTT connection, for acknowledgements. */
    public MqttEndpoint endpoint() {
        return connection.endpoint();
    }

    /** The key of the device's records; not to be changed. */
    public byte[] key() {
        return key;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Runs the task on the session's event loop, in order; from any thread. */
    public void run(Runnable task) {
        connection.loop().add(task);
    }

    /** The same after that time. */
    void later(Duration gap, Runnable task) {
        long ignored = vertx.setTimer(gap.toMillis(), fired -> run(task));
    }

    /** Sends a message to the device at QoS 1 within the window, whatever it subscribed (R34). */
    public void send(Downlink downlink) {
        boolean reply = downlink.answers(begunAs) && unanswered.answered(System.nanoTime());
        window.send(downlink, reply);
        watchAcks();
        if (reply) {
            onProgress.run();
        }
    }

    /** A request goes to those who answer, at that nanosecond: its reply will need a place. */
    public void asked(long now) {
        unanswered.asked(now);
    }

    /** Requests without a reply yet, and replies that wait for the device to acknowledge what was sent before. */
    public int openReplies(long now) {
        return unanswered.count(now) + window.waitingReplies();
    }

    /** The task runs whenever {@link #openReplies} may have become less. */
    public void onProgress(Runnable task) {
        onProgress = task;
    }

    /** Sends a message at QoS 0; false when the device does not take in what was written before. */
    public boolean sendOnce(String topic, byte[] payload) {
        if (closed || !connection.front().isWritable()) {
            return false;
        }
        var unused = endpoint().publish(topic, Buffer.buffer(payload), MqttQoS.AT_MOST_ONCE, false, false);
        return true;
    }

    private void write(int packetId, String topic, byte[] payload, boolean again) {
        var unused = endpoint().publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, again, false, packetId);
    }

    /** One timer at most, and not taken back when the device acknowledges in time: most do, and soon. */
    private void watchAcks() {
        if (timer != NO_TIMER || closed) {
            return;
        }
        long due = window.dueIn();
        if (due >= 0) {
            timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(due) + 1, fired -> {
                timer = NO_TIMER;
                window.expire();
                if (window.isStuck()) {
                    close(CloseReason.UNACKNOWLEDGED);
                }
                watchAcks();
            });
        }
    }

    /** The device's PUBACK. */
    public void acknowledged(int packetId) {
        window.acknowledged(packetId);
        watchAcks();
        onProgress.run();
    }

    public void pauseReading() {
        connection.front().pauseReading();
    }

    public void resumeReading() {
        connection.front().resumeReading();
    }

    /**
     * Ends the connection for that reason, the first one given; what was open gets its outcome. Not through the
     * endpoint: its close waits behind what a device that reads nothing has not taken.
     */
    public void close(CloseReason why) {
        if (!closed) {
            closed = true;
            reason = why;
            boolean ignored = timer != NO_TIMER && vertx.cancelTimer(timer);
            List<Unacknowledged> left = window.close();
            if (!clean) {
                keeper.left(device, epoch, subscriptions.now(), left);
            }
            connection.front().close();
        }
    }

    /** A newer session lives elsewhere; what the device had here does not follow it. */
    void supersede() {
        close(CloseReason.TAKEN_OVER);
        keeper.forget(device, epoch);
    }

    /** The connection is gone: closes what is open, and says why it ended. */
    public CloseReason end() {
        close(CloseReason.CONNECTION_LOST);
        return reason;
    }

    /** Whether the device can still be written to. */
    public boolean isOpen() {
        return !closed;
    }
}
