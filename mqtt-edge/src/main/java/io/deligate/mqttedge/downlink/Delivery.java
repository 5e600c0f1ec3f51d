package io.deligate.mqttedge.downlink;

import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.record.RecordFields;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides where each record of a down topic goes: to the device's session here, once to the edge that has the session
 * now, or nowhere, which is an outcome as well.
 *
 * <p>The session table and the session directory learn of a session's beginning and end at different times. While the
 * directory says that the device is here and the table does not know it, or the other way round, the record waits, and
 * with it the device's next ones, so their order holds. An older session than the newest known is never written to.
 */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration AGREE_WITHIN = Duration.ofSeconds(5);

    private final DownRoutes routes;
    private final EdgeId owner;
    private final SessionTable sessions;
    private final Receipts receipts;

    /** For the records of the owner's topic and the sessions in that table. */
    Delivery(DownRoutes routes, EdgeId owner, SessionTable sessions) {
        this.routes = routes;
        this.owner = owner;
        this.sessions = sessions;
        this.receipts = new Receipts(routes);
    }

    /** As {@link io.deligate.streams.consume.PipelinedHandler#handle} asks. */
    Future<Void> handle(ConsumerRecord<byte[], byte[]> record, Runnable done) {
        if (record.key() == null) {
            return malformed("key: null (expected: device id)");
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<String> product = DeliHeaders.text(record.headers(), DeliHeaders.CLOSE_PRODUCT);
        if (product.isPresent()) {
            return closeProduct(key, product.get(), done);
        }
        Optional<DeviceId> device = DeviceId.parse(key);
        if (device.isEmpty()) {
            return malformed("key: " + key + " (expected: device id)");
        }
        Optional<String> order = DeliHeaders.text(record.headers(), DeliHeaders.CLOSE);
        Optional<CloseReason> reason = order.flatMap(CloseReason::order);
        if (order.isPresent() && reason.isEmpty()) {
            return malformed("deli-close: " + order.get() + " (expected: a reason to end a session)");
        }
        if (order.isEmpty() && record.value() == null) {
            return malformed("value: null (expected: envelope)");
        }
        DownRecord down = new DownRecord(routes, receipts, record, device.get(), reason.orElse(null), done);
        deliver(down);
        return down.begun();
    }

    private Future<Void> malformed(String what) {
        routes.metrics().countMalformed();
        return Future.failedFuture(new UnprocessableRecordException(what));
    }

    private Future<Void> closeProduct(String model, String order, Runnable done) {
        Optional<CloseReason> reason = CloseReason.order(order);
        if (reason.isEmpty()) {
            return malformed("deli-close-product: " + order + " (expected: a reason to end sessions)");
        }
        var unused = sessions.forEach(
                        session -> session.product().model().value().equals(model), session -> {
                            session.close(reason.get());
                            routes.metrics().countClosed();
                        })
                .onComplete(closed -> done.run());
        return Future.succeededFuture();
    }

    private void deliver(DownRecord down) {
        Optional<Session> here = sessions.find(down.device()).filter(session -> session.epoch() >= down.epoch());
        if (here.isPresent()) {
            Session session = here.get();
            session.run(() -> {
                if (session.isOpen()) {
                    down.reach(session);
                } else {
                    absent(down, session.epoch());
                }
            });
        } else {
            absent(down, -1);
        }
    }

    /** No session here that can be written to; {@code ended} is one that has ended here, or -1. */
    private void absent(DownRecord down, long ended) {
        Optional<LiveSession> live = routes.directory().find(down.device()).filter(found -> found.epoch() != ended);
        if (live.isEmpty() && newerHere(down, ended)) {
            lookAgain(down);
        } else if (live.isEmpty()) {
            down.missed();
        } else if (live.get().edge().equals(owner) || live.get().epoch() < down.epoch()) {
            lookAgain(down);
        } else if (down.isForwarded()) {
            down.missed();
        } else {
            forward(down, live.get().edge());
        }
    }

    /** The session that has ended was replaced by one that the directory has not heard of yet. */
    private boolean newerHere(DownRecord down, long ended) {
        return sessions.find(down.device())
                .filter(session -> session.epoch() > ended)
                .isPresent();
    }

    private void lookAgain(DownRecord down) {
        if (sessions.isClosing() || down.age().compareTo(AGREE_WITHIN) > 0) {
            down.missed();
        } else {
            routes.later(LOOK_AGAIN, () -> deliver(down));
        }
    }

    /** The next record of the device waits until Kafka has this one, so both arrive there in order. */
    private void forward(DownRecord down, EdgeId to) {
        var record = down.record();
        var copy = new ProducerRecord<>(routes.topics().down(to), null, record.key(), record.value(), record.headers());
        DeliHeaders.put(copy.headers(), DeliHeaders.FORWARDED, owner.value());
        boolean ignored = routes.publisher().publishInTurn(copy, new PublishOutcome() {
            @Override
            public void stored(long offset) {
                down.forwarded();
            }

            @Override
            public void failed(Throwable cause) {
                RecordFields.about(log, Level.WARN, record)
                        .addKeyValue("edge", to)
                        .setCause(cause)
                        .log("downlink could not be forwarded");
                down.missed();
            }
        });
    }
}
