package io.deligate.registryservice.binding;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Reply;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.intake.IntakeHandler;
import io.deligate.registryservice.intake.IntakeRecord.UnbindAsked;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Ends bindings at the device's own wish (104), one request after the other. The device waits for the answer, which
 * leaves with the commit: 0 is never said of a binding that is still there (R88).
 */
public final class UnbindWriter implements IntakeHandler<UnbindAsked> {
    private static final List<String> KEPT = List.of(
            DeliHeaders.EDGE, DeliHeaders.EPOCH, DeliHeaders.PRODUCT, DeliHeaders.RECEIVED, DeliHeaders.TRACE_PARENT);

    private final SelfUnbinds bindings;
    private final TopicNames topics;
    private final Clock clock;

    public UnbindWriter(SelfUnbinds bindings, TopicNames topics, Clock clock) {
        this.bindings = bindings;
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public Future<Void> apply(List<UnbindAsked> records) {
        return next(records.iterator());
    }

    private Future<Void> next(Iterator<UnbindAsked> records) {
        return records.hasNext() ? carryOut(records.next()).compose(done -> next(records)) : Future.succeededFuture();
    }

    private Future<Void> carryOut(UnbindAsked asked) {
        DeviceId device = asked.device();
        String id = requestId(asked.origin());
        try {
            return bindings.carryOut(device, id, answer(asked, id));
        } catch (IllegalArgumentException noEdge) {
            return Future.failedFuture(
                    new UnprocessableRecordException("header deli-edge: missing or malformed (expected: an edge id)"));
        }
    }

    /** For the edge that stored the request: it holds the device (design D5). */
    private OutboxRecord answer(UnbindAsked asked, String id) {
        Headers request = asked.origin().headers();
        EdgeId edge = new EdgeId(DeliHeaders.text(request, DeliHeaders.EDGE).orElse(""));
        Reply reply = Reply.ok(asked.request(), asked.device());
        Map<String, String> headers = new HashMap<>();
        KEPT.forEach(name -> DeliHeaders.text(request, name).ifPresent(value -> headers.put(name, value)));
        headers.put(DeliHeaders.MESSAGE_ID, id + ":reply");
        headers.put(DeliHeaders.ACTION, Integer.toString(reply.action()));
        return new OutboxRecord.ToTopic(
                topics.down(edge),
                asked.device().value(),
                headers,
                new String(MessageWriter.write(reply, clock.instant()), StandardCharsets.UTF_8));
    }

    /** A record without an id of its own is known by its place. */
    private static String requestId(ConsumerRecord<byte[], byte[]> record) {
        return DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)
                .orElseGet(() -> record.topic() + ":" + record.partition() + ":" + record.offset());
    }
}
