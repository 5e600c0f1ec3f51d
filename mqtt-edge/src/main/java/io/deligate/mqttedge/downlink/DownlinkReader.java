package io.deligate.mqttedge.downlink;

import io.deligate.mqttedge.session.Downlink;
import io.deligate.mqttedge.session.DownlinkOutcome;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.KeyedConsumer;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads this edge's down topic and hands each record to the device's session, in the order of the topic.
 *
 * <p>A record counts as read once its session has taken it into its window or it is known that no session can: a reply
 * lost with a dying edge is asked for again by its device.
 */
public final class DownlinkReader {
    private final SessionTable sessions;
    private final Clock clock;
    private final DownlinkMetrics metrics;
    private final KeyedConsumer consumer;

    /** A reader of {@code topic} that does nothing before {@link #start}. */
    public DownlinkReader(
            Vertx vertx,
            KafkaConfig kafka,
            String topic,
            SessionTable sessions,
            DeadLetters deadLetters,
            Clock clock,
            MeterRegistry meters) {
        this.sessions = sessions;
        this.clock = clock;
        this.metrics = new DownlinkMetrics(meters);
        this.consumer = new KeyedConsumer(
                vertx,
                "edge-down",
                kafka,
                new RecordSource.Owned(topic, topic),
                this::deliver,
                deadLetters,
                RetryGaps.defaults());
    }

    public void start() {
        consumer.start();
    }

    /** Why nothing is read any more, when an error has ended the reader; empty while all is well. */
    public Optional<String> problem() {
        return consumer.problem();
    }

    /** Succeeds when no record is under way and what was read is committed. */
    public Future<Void> stop() {
        return consumer.stop();
    }

    private Future<Void> deliver(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            metrics.countMalformed();
            return Future.failedFuture(
                    new UnprocessableRecordException("key or value: null (expected: device id, envelope)"));
        }
        Optional<Session> session =
                DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8)).flatMap(sessions::find);
        if (session.isEmpty()) {
            metrics.count(DownlinkOutcome.OFFLINE);
            return Future.succeededFuture();
        }
        Promise<Void> taken = Promise.promise();
        session.get().run(() -> {
            session.get().send(new FromKafka(record));
            taken.complete();
        });
        return taken.future();
    }

    /** A record of the down topic on its way to the device. */
    private final class FromKafka implements Downlink {
        private final ConsumerRecord<byte[], byte[]> record;

        FromKafka(ConsumerRecord<byte[], byte[]> record) {
            this.record = record;
        }

        @Override
        public byte[] payload() {
            return record.value();
        }

        @Override
        public void written() {
            var action = DeliHeaders.number(record.headers(), DeliHeaders.ACTION);
            var received = DeliHeaders.number(record.headers(), DeliHeaders.RECEIVED);
            if (action.isPresent() && received.isPresent()) {
                metrics.answered(
                        (int) action.getAsLong(),
                        Duration.ofMillis(Math.max(0, clock.millis() - received.getAsLong())));
            }
        }

        @Override
        public void settled(DownlinkOutcome outcome) {
            metrics.count(outcome);
        }
    }
}
