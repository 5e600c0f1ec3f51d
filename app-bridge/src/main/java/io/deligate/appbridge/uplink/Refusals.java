package io.deligate.appbridge.uplink;

import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.ToDevice;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Tells a device why its message goes to no app, through the edge that stored the message. */
final class Refusals {
    private static final String[] PASSED_ON = {
        DeliHeaders.EDGE, DeliHeaders.EPOCH, DeliHeaders.PRODUCT, DeliHeaders.RECEIVED, DeliHeaders.TRACE_PARENT
    };

    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final Clock clock;

    Refusals(RecordPublisher publisher, TopicNames topics, Clock clock) {
        this.publisher = publisher;
        this.topics = topics;
        this.clock = clock;
    }

    /** Succeeds when the answer is stored for the edge; fails when the record does not say which edge that is. */
    Future<Void> send(DeviceFault fault, DeviceId device, ConsumerRecord<byte[], byte[]> record) {
        ToDevice answer = ToDevice.refusal(fault, device);
        Headers asked = record.headers();
        var reply = new ProducerRecord<>(
                topics.down(edge(asked)), null, record.key(), MessageWriter.write(answer, clock.instant()));
        for (String name : PASSED_ON) {
            DeliHeaders.text(asked, name).ifPresent(value -> DeliHeaders.put(reply.headers(), name, value));
        }
        DeliHeaders.put(reply.headers(), DeliHeaders.MESSAGE_ID, Parcel.messageId(record) + ":reply");
        DeliHeaders.put(reply.headers(), DeliHeaders.ACTION, Integer.toString(answer.action()));
        return publisher.publishInTurn(reply).mapEmpty();
    }

    private static EdgeId edge(Headers asked) {
        try {
            return new EdgeId(DeliHeaders.text(asked, DeliHeaders.EDGE).orElse(""));
        } catch (IllegalArgumentException none) {
            throw new UnprocessableRecordException("header deli-edge: missing or malformed (expected: an edge id)");
        }
    }
}
