package io.deligate.otaservice.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, paused until somebody reads it. Whoever begins to read when the client has left already hears of
 * that all the same, and a client that waits to be asked for its body is asked only then.
 */
final class Body implements ReadStream<Buffer> {
    private final HttpServerRequest request;
    private @Nullable Handler<Throwable> reader;
    private @Nullable Throwable broken;
    private boolean asked;

    /** Of a request that has just come. */
    Body(HttpServerRequest request) {
        this.request = request;
        var unused = request.exceptionHandler(this::broke).pause();
    }

    private void broke(Throwable cause) {
        if (broken == null) {
            broken = cause;
            if (reader != null) {
                reader.handle(cause);
            }
        }
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        reader = handler;
        if (handler != null && broken != null) {
            handler.handle(broken);
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        var unused = request.handler(handler);
        if (!asked && handler != null && waitsToBeAsked(request)) {
            asked = true;
            var unusedToo = request.response().writeContinue();
        }
        return this;
    }

    /** Whether the client holds its body back until it is told that it is wanted. */
    static boolean waitsToBeAsked(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    @Override
    public ReadStream<Buffer> pause() {
        var unused = request.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        var unused = request.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        var unused = request.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        var unused = request.endHandler(handler);
        return this;
    }
}
