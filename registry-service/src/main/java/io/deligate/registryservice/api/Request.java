package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.RawJson;
import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call under way: who calls, with what. */
final class Request {
    private final RoutingContext context;
    private final Contract.Call call;
    private final @Nullable ApiKey key;
    private final Supplier<Future<Boolean>> known;

    /** The key is null for a call that anybody may make; {@code known} asks again whether there is such a key. */
    Request(RoutingContext context, Contract.Call call, @Nullable ApiKey key, Supplier<Future<Boolean>> known) {
        this.context = context;
        this.call = call;
        this.key = key;
        this.known = known;
    }

    /** Whether the caller's key still exists; for answers that go on for long. Fails when the keys cannot be read. */
    Future<Boolean> isCallerStillKnown() {
        return known.get();
    }

    /** A part of the path, by its name in the contract. */
    String path(String name) {
        return context.pathParam(name.replace("_", ""));
    }

    Query query() {
        return new Query(context.queryParams());
    }

    /** Throws {@link CallerFault} when the body is not what the contract says. */
    JsonBody body() {
        Contract.Body body = contractBody();
        Schema schema = body.schema();
        if (schema == null) {
            throw new IllegalStateException(call.id() + ": no JSON body (expected: an application/json schema)");
        }
        return JsonBody.of(context.body().buffer(), schema, body.required());
    }

    /** A value of the checked JSON body as the caller spelt it, by the names that lead to it. */
    Optional<RawJson> raw(String... names) {
        Buffer body = context.body().buffer();
        return body == null ? Optional.empty() : RawMember.find(body.getBytes(), names);
    }

    /** The media type of the body, one of those in the contract. */
    String mediaType() {
        return contractBody()
                .accepted(context.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .orElseThrow();
    }

    /**
     * The body as it arrives, paused; for calls with {@code x-stream}. Ends with a {@link CallerFault} when it is longer
     * than the contract allows.
     */
    ReadStream<Buffer> stream() {
        return new BoundedBody(context.request(), contractBody().mostBytes());
    }

    /** Who makes the change; only for calls that need a key. */
    Actor actor() {
        if (key == null) {
            throw new IllegalStateException(call.id() + ": anybody may call (expected: a call with x-role)");
        }
        return Actor.key(key.id(), key.name());
    }

    /** What the caller's {@code If-Match} asks for. */
    Precondition precondition() {
        return EntityTags.precondition(context.request().headers().getAll(HttpHeaders.IF_MATCH));
    }

    private Contract.Body contractBody() {
        Contract.Body body = call.body();
        if (body == null) {
            throw new IllegalStateException(call.id() + ": no body (expected: a requestBody in the contract)");
        }
        return body;
    }
}
