package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request's body as a stream that fails once it is too long; nothing behind that is handed on. */
final class BoundedBody implements ReadStream<Buffer> {
    private final HttpServerRequest request;
    private final long most;
    private @Nullable Handler<Throwable> failed;
    private long seen;

    BoundedBody(HttpServerRequest request, long most) {
        this.request = request;
        this.most = most;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        request.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        request.handler(handler == null ? null : part -> hand(part, handler));
        return this;
    }

    private void hand(Buffer part, Handler<Buffer> handler) {
        boolean fitted = seen <= most;
        seen += part.length();
        if (seen <= most) {
            handler.handle(part);
        } else if (fitted) {
            request.endHandler(null);
            if (failed != null) {
                failed.handle(tooLong(most));
            }
        }
    }

    @Override
    public ReadStream<Buffer> pause() {
        request.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        request.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        request.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        request.endHandler(handler);
        return this;
    }

    static CallerFault tooLong(long most) {
        return new CallerFault(Problem.of(413, "too-large", "body: too long (expected: at most " + most + " bytes)"));
    }
}
