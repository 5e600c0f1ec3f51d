package io.deligate.mqttedge.downlink;

import io.deligate.mqttedge.session.Downlink;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.streams.consume.BatchConsumer;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each record of the broadcast topic to the devices here that have subscribed the MQTT topic it is keyed with, at
 * most once and at the QoS that was granted (R36, R37, R44).
 *
 * <p>One record after the other, and each in portions of devices. Who is not connected misses it: devices ask for what
 * they must not miss.
 */
public final class BroadcastReader {
    private static final Logger log = LoggerFactory.getLogger(BroadcastReader.class);

    private final DownRoutes routes;
    private final SessionTable sessions;
    private final BatchConsumer consumer;

    /** A reader that does nothing before {@link #start}. */
    public BroadcastReader(DownRoutes routes, SessionTable sessions) {
        this.routes = routes;
        this.sessions = sessions;
        this.consumer = new BatchConsumer(
                routes.vertx(),
                "edge-broadcast",
                routes.kafka(),
                new RecordSource.Tail(routes.topics().broadcast()),
                this::bring,
                RetryGaps.defaults());
    }

    /** Succeeds when every record that comes from now on will be read. */
    public Future<Void> start() {
        consumer.start();
        return consumer.inPlace();
    }

    /** Why nothing is read any more, when an error has ended the reader; empty while all is well. */
    public Optional<String> problem() {
        return consumer.problem();
    }

    /** Succeeds when nothing is read any more. */
    public Future<Void> stop() {
        return consumer.stop();
    }

    /** Always succeeds: tried again, a record would reach some devices twice. */
    private Future<Void> bring(List<ConsumerRecord<byte[], byte[]>> batch) {
        Future<Void> done = Future.succeededFuture();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            done = done.transform(before -> bring(record)).otherwiseEmpty();
        }
        return done;
    }

    private Future<Void> bring(ConsumerRecord<byte[], byte[]> record) {
        if (DeliHeaders.text(record.headers(), DeliHeaders.RECORD).isPresent()) {
            // not for devices
            return Future.succeededFuture();
        }
        if (record.key() == null || record.value() == null) {
            routes.metrics().countMalformed();
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .log("broadcast without a key or value (expected: MQTT topic, envelope)");
            return Future.succeededFuture();
        }
        Notice notice = new Notice(record);
        return sessions.forEach(
                session -> session.subscriptions().mayHear(notice.topic()), session -> send(notice, session));
    }

    private static void send(Notice notice, Session session) {
        OptionalInt qos = session.subscriptions().qosOf(notice.topic());
        if (qos.isEmpty() || !session.isOpen()) {
            return;
        }
        if (qos.getAsInt() == 1) {
            session.send(notice);
        } else if (notice.isExpired() || !session.sendOnce(notice.topic(), notice.payload())) {
            notice.settled(ReceiptOutcome.REJECTED);
        } else {
            notice.written();
        }
    }

    /** The same for all devices. */
    private final class Notice implements Downlink {
        private final String topic;
        private final byte[] payload;
        private final long expires;

        Notice(ConsumerRecord<byte[], byte[]> record) {
            this.topic = new String(record.key(), StandardCharsets.UTF_8);
            this.payload = record.value();
            this.expires =
                    DeliHeaders.number(record.headers(), DeliHeaders.EXPIRES).orElse(Long.MAX_VALUE);
        }

        @Override
        public byte[] payload() {
            return payload;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public boolean isExpired() {
            return expires < routes.clock().millis();
        }

        @Override
        public void written() {
            routes.metrics().countNotice(true);
        }

        @Override
        public void settled(ReceiptOutcome outcome) {
            if (outcome == ReceiptOutcome.REJECTED || outcome == ReceiptOutcome.EXPIRED) {
                routes.metrics().countNotice(false);
            }
        }
    }
}
