package io.deligate.dispatcher.request;

import io.deligate.dispatcher.action.Actions;
import io.deligate.dispatcher.action.Asker;
import io.deligate.protocol.Action;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.Reply;
import io.deligate.protocol.ReplyCode;
import io.deligate.protocol.ToDevice;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.servicekit.logging.SampledLog;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.record.RecordFields;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One request from its record to its stored reply. The work counts as done when the reply is in Kafka, so a dispatcher
 * that dies before answers the request again (R145).
 */
public final class RequestHandler implements RecordHandler {
    /** An outage of the registry fails every request: one line in a while says as much as all of them. */
    private static final Duration LOG_EVERY = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    private final SampledLog sampledLog = new SampledLog(log, LOG_EVERY, System::nanoTime);

    /** How long a device waits before it asks again (A33). */
    private static final Duration STALE_AFTER = Duration.ofSeconds(30);

    private static final Set<Integer> QUERIES =
            Set.of(Action.CLOCK_SYNC.code(), Action.DEVICE_QUERY.code(), Action.FIRMWARE_QUERY.code());

    private final Actions actions;
    private final Replies replies;
    private final Clock clock;
    private final RequestMetrics metrics;

    public RequestHandler(Actions actions, Replies replies, Clock clock, RequestMetrics metrics) {
        this.actions = actions;
        this.replies = replies;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        Asker asker = asker(record);
        try {
            Envelope envelope = EnvelopeReader.read(record.value());
            envelope.checkAddressedToPlatform();
            FromDevice request = FromDevice.of(envelope);
            if (isStale(request, record)) {
                metrics.stale(request.action());
                return Future.succeededFuture();
            }
            return actions.carryOut(request, asker)
                    .recover(failure -> Future.succeededFuture(Optional.of(sorry(request, asker, failure))))
                    .compose(answer -> {
                        if (answer.isPresent()) {
                            return replies.send(answer.get(), asker);
                        }
                        metrics.handedOn(request.action());
                        return Future.succeededFuture();
                    });
        } catch (DeviceFault fault) {
            RecordFields.about(log, Level.DEBUG, record)
                    .addKeyValue("code", fault.code().code())
                    .addKeyValue(LogKeys.REASON, fault.getMessage())
                    .log("request refused");
            return replies.send(ToDevice.refusal(fault, asker.device()), asker);
        }
    }

    /** A device that asked so long ago has asked again meanwhile; what has an effect is carried out however late (R96). */
    private boolean isStale(FromDevice request, ConsumerRecord<byte[], byte[]> record) {
        if (!QUERIES.contains(request.action())) {
            return false;
        }
        var received = DeliHeaders.number(record.headers(), DeliHeaders.RECEIVED);
        return received.isPresent() && clock.millis() - received.getAsLong() > STALE_AFTER.toMillis();
    }

    private static Asker asker(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            throw new UnprocessableRecordException("key or value: null (expected: a device id, its envelope)");
        }
        DeviceId device = DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new UnprocessableRecordException("key: not a device id"));
        long epoch = DeliHeaders.number(record.headers(), DeliHeaders.EPOCH).orElse(-1);
        return new Asker(device, epoch, record);
    }

    /** Our fault: the device is told so and asks again (R94). */
    private ToDevice sorry(FromDevice request, Asker asker, Throwable failure) {
        sampledLog.at(
                Level.WARN,
                failure.getClass().getSimpleName(),
                line -> RecordFields.message(line, request.mid(), request.action())
                        .addKeyValue(LogKeys.DEVICE_ID, asker.device())
                        .setCause(failure)
                        .log("request answered with -1"));
        return Reply.of(request, asker.device(), ReplyCode.INTERNAL);
    }
}
