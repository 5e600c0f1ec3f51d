package io.deligate.dispatcher.request;

import io.deligate.dispatcher.action.Asker;
import io.deligate.protocol.MessageFault;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Reply;
import io.deligate.protocol.ReplyCode;
import io.deligate.protocol.ToDevice;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.time.Clock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Sends answers to the edge that stored the request: it is the one that holds the device (design D5). */
public final class Replies {
    private final RecordPublisher publisher;
    private final TopicNames topics;
    private final Clock clock;
    private final RequestMetrics metrics;

    public Replies(RecordPublisher publisher, TopicNames topics, Clock clock, RequestMetrics metrics) {
        this.publisher = publisher;
        this.topics = topics;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Succeeds when the answer is stored for the edge; fails when the request does not say which edge that is. */
    Future<Void> send(ToDevice answer, Asker asker) {
        Headers request = asker.record().headers();
        EdgeId edge = edge(request);
        byte[] payload = MessageWriter.write(answer, clock.instant());
        var reply = new ProducerRecord<>(topics.down(edge), null, asker.record().key(), payload);
        Headers headers = reply.headers();
        copy(request, headers, DeliHeaders.EDGE);
        copy(request, headers, DeliHeaders.EPOCH);
        copy(request, headers, DeliHeaders.PRODUCT);
        copy(request, headers, DeliHeaders.RECEIVED);
        copy(request, headers, DeliHeaders.TRACE_PARENT);
        DeliHeaders.text(request, DeliHeaders.MESSAGE_ID)
                .ifPresent(id -> DeliHeaders.put(headers, DeliHeaders.MESSAGE_ID, id + ":reply"));
        DeliHeaders.put(headers, DeliHeaders.ACTION, Integer.toString(answer.action()));
        metrics.answered(answer.action(), codeOf(answer));
        return publisher.publish(reply).mapEmpty();
    }

    private static EdgeId edge(Headers request) {
        try {
            return new EdgeId(DeliHeaders.text(request, DeliHeaders.EDGE).orElse(""));
        } catch (IllegalArgumentException none) {
            throw new UnprocessableRecordException("header deli-edge: missing or malformed (expected: an edge id)");
        }
    }

    private static void copy(Headers from, Headers to, String name) {
        DeliHeaders.text(from, name).ifPresent(value -> DeliHeaders.put(to, name, value));
    }

    private static ReplyCode codeOf(ToDevice answer) {
        if (answer instanceof Reply reply) {
            return reply.code();
        }
        return answer instanceof MessageFault fault ? fault.code() : ReplyCode.OK;
    }
}
