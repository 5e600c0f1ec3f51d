package io.deligate.apiaccess.problem;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no HTTP, and so never reaches a route, as any other call is refused. */
public final class BrokenRequests {
    private BrokenRequests() {}

    /** Of a server that was told to hand such requests on; the connection ends with the answer. */
    public static void refuse(HttpServerRequest request) {
        Problem problem = problem(request.decoderResult().cause());
        var unused = request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(problem.toJson().toBuffer())
                .eventually(() -> request.connection().close());
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(414, "too-long", "request line: too long (expected: at most 4096 bytes)");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(431, "too-long", "headers: too long (expected: at most 8192 bytes together)");
        }
        return Problem.of(400, "malformed", "request: malformed (expected: HTTP/1.1 as RFC 9112 writes it)");
    }
}
