package io.deligate.tracing;

import io.deligate.streams.consume.PipelinedHandler;
import io.deligate.streams.consume.RecordHandler;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Tells a collector what one service does with each message, as part of the trace that the message brought in its header
 * {@code traceparent}, or of a new one. Spans leave in the background, in bounded memory; what a collector does not take is
 * dropped. Switched off it costs a branch. Thread-safe.
 */
public final class Tracing {
    private static final Duration EXPORT_WITHIN = Duration.ofSeconds(5);
    private static final long CLOSE_WITHIN_MILLIS = 500;
    private static final int LONGEST_KEY = 64;

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    private Tracing(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("io.deligate");
    }

    /** Traces nothing. */
    public static Tracing off() {
        return new Tracing(null);
    }

    /** As configured; to be closed. */
    public static Tracing open(TracingConfig config, String service) {
        if (config.endpoint() == null) {
            return off();
        }
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setTimeout(EXPORT_WITHIN)
                .build();
        return new Tracing(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        service,
                        AttributeKey.stringKey("service.namespace"),
                        "deligate",
                        AttributeKey.stringKey("service.instance.id"),
                        UUID.randomUUID().toString())))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sample())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build());
    }

    public boolean isOn() {
        return tracer != null;
    }

    /** Begins a message's way: the record with these headers is about to leave, and carries the trace on. */
    public Step produce(String name, Headers headers) {
        return begin(name, SpanKind.PRODUCER, headers);
    }

    /**
     * Goes on with a message that came in a record with these headers. From now on they name this step, so what is made
     * from the record belongs to it.
     */
    public Step consume(String name, Headers headers) {
        return begin(name, SpanKind.CONSUMER, headers);
    }

    private Step begin(String name, SpanKind kind, Headers headers) {
        if (tracer == null) {
            return Step.NONE;
        }
        var propagator = W3CTraceContextPropagator.getInstance();
        Context parent = propagator.extract(Context.root(), headers, Carrier.HEADERS);
        Span span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind)
                .setAttribute("messaging.system", "kafka")
                .startSpan();
        propagator.inject(parent.with(span), headers, Carrier.HEADERS);
        return new Step(span);
    }

    /** The handler, each record of which is a step that ends with the handler's Future. */
    public RecordHandler around(String name, RecordHandler handler) {
        return isOn() ? new TracedHandler(this, name, handler) : handler;
    }

    /** The handler, each record of which is a step that ends when the record's work is done. */
    public PipelinedHandler around(String name, PipelinedHandler handler) {
        return isOn() ? new TracedPipeline(this, name, handler) : handler;
    }

    /** A step with the record. */
    Step consume(String name, ConsumerRecord<byte[], byte[]> record) {
        Step step = consume(name, record.headers()).about("messaging.destination.name", record.topic());
        byte[] key = record.key();
        if (key != null && key.length <= LONGEST_KEY) {
            step.about("messaging.kafka.message.key", new String(key, StandardCharsets.UTF_8));
        }
        return step;
    }

    /** Succeeds when what has ended is told, or after half a second: a collector that hangs does not hold up a stop. */
    public Future<Void> close() {
        if (provider == null) {
            return Future.succeededFuture();
        }
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        var unused = provider.shutdown().whenComplete(() -> told.complete(null));
        return Future.fromCompletionStage(told.completeOnTimeout(null, CLOSE_WITHIN_MILLIS, TimeUnit.MILLISECONDS));
    }
}
