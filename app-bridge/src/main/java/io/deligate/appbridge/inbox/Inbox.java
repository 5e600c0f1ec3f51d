package io.deligate.appbridge.inbox;

import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.ToApp;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** The way into the apps' {@code in} topics. */
public final class Inbox {
    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final InboxTopics known;

    public Inbox(RecordPublisher publisher, TopicNames topics, InboxTopics known) {
        this.publisher = publisher;
        this.topics = topics;
        this.known = known;
    }

    /**
     * Succeeds when the message is stored for the app; fails as {@link InboxTopics#require} does when there is no such
     * topic, which delays nobody else.
     */
    public Future<Void> put(ToApp message, Parcel parcel) {
        String topic = topics.appIn(message.appId());
        var record = new ProducerRecord<>(topic, null, parcel.key(), MessageWriter.write(message, parcel.time()));
        DeliHeaders.put(record.headers(), DeliHeaders.MESSAGE_ID, parcel.messageId());
        Parcel.trace(parcel.origin())
                .ifPresent(trace -> DeliHeaders.put(record.headers(), DeliHeaders.TRACE_PARENT, trace));
        return known.require(topic)
                .compose(there -> publisher.publishInTurn(record))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RecordTooLargeException
                                ? new UnprocessableRecordException("value: larger than " + topic + " takes")
                                : failure))
                .mapEmpty();
    }
}
