package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryservice.trace.MessageTrace;
import io.deligate.registryservice.trace.Recent;
import io.deligate.registryservice.trace.TraceBusy;
import io.deligate.registryservice.trace.TracedMessage;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The calls about one device's traffic. */
public final class TraceCalls implements Calls {
    private static final int USUAL_LIMIT = 50;

    private final Devices devices;
    private final MessageTrace trace;

    public TraceCalls(Devices devices, MessageTrace trace) {
        this.devices = devices;
        this.trace = trace;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("listMessages", this::list);
        operations.add("streamMessages", this::stream);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        Integer limit = query.value("limit", "1 to " + MessageTrace.MOST_MESSAGES, TraceCalls::limit);
        query.end();
        return device(request)
                .compose(device -> trace.recent(device, limit == null ? USUAL_LIMIT : limit))
                .recover(TraceCalls::refused)
                .map(recent -> Lists.one(200, recent, TraceCalls::write));
    }

    private Future<Answer> stream(Request request) {
        Query query = request.query();
        query.end();
        return device(request)
                .compose(trace::follow)
                .recover(TraceCalls::refused)
                .map(tail -> Answer.stream(
                                MessageEvents.CONTENT_TYPE,
                                out -> new MessageEvents(tail, out, request::isCallerStillKnown).write())
                        .with("Cache-Control", "no-store"));
    }

    private Future<DeviceId> device(Request request) {
        return DeviceId.parse(request.path("id"))
                .map(devices::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> found.orElseThrow(() -> CallerFault.notFound("this device"))
                        .id());
    }

    private static <T> Future<T> refused(Throwable cause) {
        if (cause instanceof TraceBusy) {
            return Future.failedFuture(
                    new CallerFault(Problem.of(429, "too-often", String.valueOf(cause.getMessage()))));
        }
        return Future.failedFuture(
                cause instanceof RetriableException
                        ? new CallerFault(Problem.of(503, "unavailable", "kafka does not answer; try again"))
                        : cause);
    }

    private static Optional<Integer> limit(String text) {
        return Query.integer(text, 1, MessageTrace.MOST_MESSAGES);
    }

    private static void write(Recent recent, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("items");
        for (TracedMessage message : recent.messages()) {
            write(message, out);
        }
        out.writeEndArray();
        Instant since = recent.completeSince();
        // of a partition that was not reached in time nothing is known
        writeNullable(
                "complete_since", since == null ? null : since.equals(Instant.MAX) ? "never" : since.toString(), out);
        out.writeEndObject();
    }

    static void write(TracedMessage message, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("direction", message.up() ? "up" : "down");
        out.writeStringField("topic", message.topic());
        out.writeStringField("time", message.time().toString());
        out.writeObjectField("action", message.action());
        out.writeObjectField("mid", message.mid());
        out.writeObjectField("epoch", message.epoch());
        out.writeObjectField("message_id", message.messageId());
        out.writeFieldName("data");
        out.writeRawValue(message.data() == null ? "null" : message.data());
        out.writeBooleanField("cut", message.cut());
        out.writeEndObject();
    }

    private static void writeNullable(String name, @Nullable String text, JsonGenerator out) throws IOException {
        out.writeObjectField(name, text);
    }
}
