package io.deligate.appbridge.downlink;

import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.AppFault;
import io.deligate.protocol.FromApp;
import io.deligate.protocol.MessageFromApp;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Receipt;
import io.deligate.protocol.ReplyCode;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

/** Hands a 301 to the edge that holds the device, which from then on owes its outcome. */
public final class Dispatch {
    private final SessionDirectory directory;
    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final Clock clock;
    private final Duration deadline;

    /** @param deadline how long a message may wait for its device at most, so that it always has an outcome */
    public Dispatch(
            SessionDirectory directory, RecordPublisher publisher, TopicNames topics, Clock clock, Duration deadline) {
        this.directory = directory;
        this.publisher = publisher;
        this.topics = topics;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Succeeds when the edge's topic has the message; fails with {@link AppFault} when the device is on no edge, or on one whose
     * topic Kafka does not have.
     */
    Future<Void> send(OutRecord out, FromApp message) {
        Optional<LiveSession> session = directory.find(message.device());
        if (session.isEmpty()) {
            return Future.failedFuture(message.fault(ReplyCode.NO_TARGET, "the device is offline"));
        }
        var down = new ProducerRecord<>(
                topics.down(session.get().edge()),
                null,
                message.device().value().getBytes(StandardCharsets.UTF_8),
                MessageWriter.write(
                        new MessageFromApp(message.mid(), out.app(), message.device(), message.data()),
                        clock.instant()));
        describe(down.headers(), out, message, session.get());
        return publisher
                .publishInTurn(down)
                .recover(failure -> Future.failedFuture(
                        failure instanceof KafkaException
                                ? message.fault(ReplyCode.NO_TARGET, "the device's edge cannot be reached")
                                : failure))
                .mapEmpty();
    }

    private void describe(Headers headers, OutRecord out, FromApp message, LiveSession session) {
        long latest = clock.millis() + deadline.toMillis();
        long wished = out.expires().orElse(Long.MAX_VALUE);
        // Never to an older session than the one known here (R133).
        DeliHeaders.put(headers, DeliHeaders.EPOCH, Long.toString(session.epoch()));
        DeliHeaders.put(headers, DeliHeaders.PRODUCT, session.product().value());
        DeliHeaders.put(headers, DeliHeaders.MESSAGE_ID, out.messageId());
        DeliHeaders.put(headers, DeliHeaders.ORDER, "app-" + out.app());
        DeliHeaders.put(headers, DeliHeaders.EXPIRES, Long.toString(Math.min(wished, latest)));
        Parcel.trace(out.record().headers())
                .ifPresent(trace -> DeliHeaders.put(headers, DeliHeaders.TRACE_PARENT, trace));
        // A receipt's texts are cut to what it may say.
        Receipt cut = Receipt.of(message, out.app(), ReplyCode.OK);
        new Asked(out.app(), message.mid(), cut.cmd(), wished <= latest).writeTo(headers);
    }
}
