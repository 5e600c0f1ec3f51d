package io.deligate.registryservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.limit.CallLimits;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.revision.StaleRevision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes each call of the contract to its operation: caller known, role sufficient, faults answered as problems. */
final class RestRouter {
    private static final Logger log = LoggerFactory.getLogger(RestRouter.class);
    private static final String KEY = "api-key";
    private static final String BEARER = "bearer ";
    private static final Problem INTERNAL = Problem.of(500, "internal", "the registry failed; its log says more");

    private final Vertx vertx;
    private final Callers callers;
    private final CallLimits limits;
    private final CallMetrics metrics;

    RestRouter(Vertx vertx, Callers callers, CallLimits limits, CallMetrics metrics) {
        this.vertx = vertx;
        this.callers = callers;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Throws when a call of the contract has no operation, or an operation no call. */
    Router build(Contract contract, Operations operations) {
        Router router = Router.router(vertx);
        // A path that cannot be read fails before any route is looked at.
        router.errorHandler(400, request -> respond(request, "unknown", status(400)));
        router.route().failureHandler(this::failed).handler(this::admit);
        Map<String, List<Contract.Call>> byPath = new LinkedHashMap<>();
        for (Contract.Call call : contract.calls()) {
            byPath.computeIfAbsent(call.pattern(), path -> new ArrayList<>()).add(call);
        }
        TreeSet<String> unused = new TreeSet<>(operations.byId().keySet());
        byPath.forEach((pattern, calls) -> {
            for (Contract.Call call : calls) {
                Operation operation = operations.byId().get(call.id());
                if (operation == null) {
                    throw new IllegalStateException("call " + call.id() + ": no operation (expected: one)");
                }
                unused.remove(call.id());
                add(router, call, operation);
            }
            router.routeWithRegex(pattern).handler(request -> notAllowed(request, calls));
        });
        if (!unused.isEmpty()) {
            throw new IllegalStateException("operations " + unused + ": not in the contract (expected: a call each)");
        }
        router.route()
                .handler(request ->
                        respond(request, "unknown", Answer.problem(Problem.of(404, "not-found", "no such path"))));
        return router;
    }

    private void add(Router router, Contract.Call call, Operation operation) {
        router.routeWithRegex(call.method(), call.pattern()).handler(request -> guard(request, call));
        var route = router.routeWithRegex(call.method(), call.pattern());
        Contract.Body body = call.body();
        if (body != null && !body.stream()) {
            route.handler(BodyHandler.create(false).setBodyLimit(body.mostBytes()));
        }
        route.handler(request -> {
            var unused = called(operation, new Request(request, call, request.get(KEY), () -> isStillKnown(request)))
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            respond(request, call.id(), done.result());
                        } else {
                            respond(request, call.id(), refusal(done.cause()));
                        }
                    });
        });
    }

    private static Future<Answer> called(Operation operation, Request request) {
        try {
            return operation.call(request);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** Finds out who calls and whether so often; of the body nothing is read before that. */
    private void admit(RoutingContext request) {
        request.request().pause();
        var unused = identified(request)
                .map(key -> {
                    if (key.isPresent()) {
                        limits.count(key.get().id());
                        request.put(KEY, key.get());
                    } else {
                        limits.count(request.request().remoteAddress());
                    }
                    return key;
                })
                .onComplete(done -> {
                    if (done.succeeded()) {
                        request.next();
                    } else {
                        respond(request, "unknown", refusal(done.cause()));
                    }
                });
    }

    private Future<Boolean> isStillKnown(RoutingContext request) {
        return identified(request).map(Optional::isPresent);
    }

    private Future<Optional<ApiKey>> identified(RoutingContext request) {
        String given = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !given.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Future.succeededFuture(Optional.empty());
        }
        return callers.identify(given.substring(BEARER.length()).strip());
    }

    private void guard(RoutingContext request, Contract.Call call) {
        try {
            checkRole(request.get(KEY), call.role());
            Contract.Body body = call.body();
            if (body != null) {
                checkBody(request.request(), body);
                if (!body.stream() && !request.request().isEnded()) {
                    request.request().resume();
                }
            }
        } catch (CallerFault fault) {
            respond(request, call.id(), refusal(fault));
            return;
        }
        request.next();
    }

    private static void checkRole(@Nullable ApiKey key, @Nullable ApiRole needed) {
        if (needed == null) {
            return;
        }
        if (key == null) {
            throw Problem.noKey().fault();
        }
        if (!key.role().includes(needed)) {
            throw new CallerFault(Problem.of(
                    403, "role", "this key's role is " + key.role().text() + " (expected: " + needed.text() + ")"));
        }
    }

    private static void checkBody(HttpServerRequest http, Contract.Body body) {
        if (body.accepted(http.getHeader(HttpHeaders.CONTENT_TYPE)).isEmpty()) {
            String types = String.join(" or ", new TreeSet<>(body.mediaTypes()));
            throw new CallerFault(Problem.of(
                    415, "content-type", "content-type: not understood (expected: " + types + ", text in UTF-8)"));
        }
        if (length(http) > body.mostBytes()) {
            throw BoundedBody.tooLong(body.mostBytes());
        }
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException refusedLater) {
            return 0;
        }
    }

    private void notAllowed(RoutingContext request, List<Contract.Call> calls) {
        String methods = String.join(
                ", ", calls.stream().map(call -> call.method().name()).sorted().toList());
        respond(
                request,
                "unknown",
                Answer.problem(Problem.of(405, "method", "method not allowed (expected: " + methods + ")"))
                        .with("Allow", methods));
    }

    /** What went wrong before an operation was reached. */
    private void failed(RoutingContext request) {
        Throwable cause = request.failure();
        respond(request, "unknown", cause == null ? status(request.statusCode()) : refusal(cause));
    }

    private static Answer refusal(Throwable cause) {
        if (cause instanceof CallerFault fault) {
            Answer answer = Answer.problem(fault.problem());
            return switch (answer.status()) {
                case 401 -> answer.with("WWW-Authenticate", "Bearer");
                case 429 -> answer.with("Retry-After", "1");
                default -> answer;
            };
        }
        if (cause instanceof StaleRevision) {
            return Answer.problem(Problem.of(
                    412, "changed-meanwhile", "if-match: changed meanwhile (expected: the ETag of a fresh GET)"));
        }
        if (cause instanceof HttpException http) {
            return status(http.getStatusCode());
        }
        if (Outage.isOne(cause)) {
            log.warn("call not served, the database does not answer: {}", cause.toString());
            return Answer.problem(Problem.of(503, "unavailable", "the database does not answer; try again"))
                    .with("Retry-After", "1");
        }
        log.atError().setCause(cause).log("call failed");
        return Answer.problem(INTERNAL);
    }

    private static Answer status(int status) {
        return switch (status) {
            case 413 ->
                Answer.problem(Problem.of(413, "too-large", "body: too long (expected: what the contract allows)"));
            case 400 ->
                Answer.problem(
                        Problem.of(400, "malformed", "request: malformed (expected: HTTP with a well-formed path)"));
            case -1, 500 -> Answer.problem(INTERNAL);
            default -> Answer.problem(Problem.of(status, "refused", "the request was refused"));
        };
    }

    private void respond(RoutingContext request, String call, Answer answer) {
        metrics.answered(call, answer.status());
        // what was not read is read past, so that the connection can serve the next call
        if (!request.request().isEnded()) {
            request.request().resume();
        }
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            abandon(answer, response);
            return;
        }
        answer.headers().forEach(response::putHeader);
        response.setStatusCode(answer.status()).putHeader("X-Content-Type-Options", "nosniff");
        if (!answer.contentType().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        }
        if (answer.status() == 413 && request.request().version() != HttpVersion.HTTP_2) {
            // what still comes of the body is not worth reading
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (answer.content() instanceof Answer.Whole whole) {
            var unused = response.end(whole.bytes());
        } else if (answer.content() instanceof Answer.Streamed streamed) {
            stream(streamed, response);
        }
    }

    /** A stream gives back what it holds once it learns that nobody reads it. */
    private static void abandon(Answer answer, HttpServerResponse response) {
        if (answer.content() instanceof Answer.Streamed streamed) {
            var unused = streamed.writer().writeTo(response);
        }
    }

    private static void stream(Answer.Streamed streamed, HttpServerResponse response) {
        // a compressor would hold events back
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        var unused = streamed.writer().writeTo(response).onComplete(done -> {
            if (done.failed() && !response.closed()) {
                log.atError().setCause(done.cause()).log("answer broken off");
                response.reset();
            } else if (!response.ended() && !response.closed()) {
                end(response);
            }
        });
    }

    private static void end(HttpServerResponse response) {
        var unused = response.end();
    }
}
