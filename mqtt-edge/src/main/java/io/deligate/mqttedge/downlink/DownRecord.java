package io.deligate.mqttedge.downlink;

import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Downlink;
import io.deligate.mqttedge.session.Session;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** One record for one device on its way: a message to it, or the order to end its session. */
final class DownRecord implements Downlink {
    private final DownRoutes routes;
    private final Receipts receipts;
    private final ConsumerRecord<byte[], byte[]> record;
    private final DeviceId device;
    private final @Nullable CloseReason order;
    private final Runnable done;
    private final Promise<Void> begun = Promise.promise();
    private final long epoch;
    private final long expires;
    private final long since = System.nanoTime();

    /** {@code done} is run when the record needs nothing more from this edge. */
    DownRecord(
            DownRoutes routes,
            Receipts receipts,
            ConsumerRecord<byte[], byte[]> record,
            DeviceId device,
            @Nullable CloseReason order,
            Runnable done) {
        this.routes = routes;
        this.receipts = receipts;
        this.record = record;
        this.device = device;
        this.order = order;
        this.done = done;
        this.epoch = DeliHeaders.number(record.headers(), DeliHeaders.EPOCH).orElse(-1);
        this.expires = DeliHeaders.number(record.headers(), DeliHeaders.EXPIRES).orElse(Long.MAX_VALUE);
    }

    DeviceId device() {
        return device;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** The oldest session the record may reach; one that is older has been replaced. */
    long epoch() {
        return epoch;
    }

    /** How long the record has been here. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Whether another edge passed it on to this one. */
    boolean isForwarded() {
        return headers().lastHeader(DeliHeaders.FORWARDED) != null;
    }

    private Headers headers() {
        return record.headers();
    }

    /** Succeeds when the device's next record may begin. */
    Future<Void> begun() {
        return begun.future();
    }

    /** On the session's event loop. */
    void reach(Session session) {
        if (order == null && keepsOrder(session)) {
            session.send(this);
        } else if (order == null) {
            settled(ReceiptOutcome.OFFLINE);
        } else {
            session.close(order);
            routes.metrics().countClosed();
            done.run();
        }
        begun.complete();
    }

    private boolean keepsOrder(Session session) {
        return epoch < 0
                || DeliHeaders.text(headers(), DeliHeaders.ORDER)
                        .map(kept -> session.keepsOrder(kept, epoch))
                        .orElse(true);
    }

    /** No session to reach, here or elsewhere. */
    void missed() {
        if (order == null) {
            settled(ReceiptOutcome.OFFLINE);
        } else {
            done.run();
        }
        begun.complete();
    }

    /** Another edge has the record and the duty to report its outcome. */
    void forwarded() {
        routes.metrics().countForwarded();
        done.run();
        begun.complete();
    }

    @Override
    public byte[] payload() {
        return record.value();
    }

    @Override
    public boolean isExpired() {
        return expires != Long.MAX_VALUE && expires < routes.clock().millis();
    }

    @Override
    public boolean answers(long session) {
        return (epoch < 0 || epoch >= session) && headers().lastHeader(DeliHeaders.ACTION) != null;
    }

    @Override
    public void written() {
        OptionalLong action = DeliHeaders.number(headers(), DeliHeaders.ACTION);
        OptionalLong received = DeliHeaders.number(headers(), DeliHeaders.RECEIVED);
        if (action.isPresent() && received.isPresent()) {
            long elapsed = routes.clock().millis() - received.getAsLong();
            routes.metrics().answered((int) action.getAsLong(), Duration.ofMillis(Math.max(0, elapsed)));
        }
    }

    @Override
    public void settled(ReceiptOutcome outcome) {
        routes.metrics().count(outcome);
        if (headers().lastHeader(DeliHeaders.RECEIPT) == null) {
            done.run();
        } else {
            receipts.report(device, outcome, headers(), done);
        }
    }
}
