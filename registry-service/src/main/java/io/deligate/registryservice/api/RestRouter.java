package io.deligate.registryservice.api;

import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.ApiRole;
import io.deligate.registryservice.access.Callers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes each call of the contract to its operation: caller known, role sufficient, faults answered as problems. */
final class RestRouter {
    private static final Logger log = LoggerFactory.getLogger(RestRouter.class);
    private static final long MOST_BODY = 64 << 10;
    private static final String BEARER = "bearer ";

    private final Vertx vertx;
    private final Callers callers;
    private final CallMetrics metrics;

    RestRouter(Vertx vertx, Callers callers, CallMetrics metrics) {
        this.vertx = vertx;
        this.callers = callers;
        this.metrics = metrics;
    }

    /** Throws when a call of the contract has no operation, or an operation no call. */
    Router build(Contract contract, Map<String, Operation> operations) {
        Router router = Router.router(vertx);
        // A path that cannot be read fails before any route is looked at.
        router.errorHandler(400, request -> respond(request, "unknown", status(400)));
        router.route().failureHandler(this::failed);
        Map<String, List<Contract.Call>> byPath = new LinkedHashMap<>();
        for (Contract.Call call : contract.calls()) {
            byPath.computeIfAbsent(call.pattern(), path -> new ArrayList<>()).add(call);
        }
        TreeSet<String> unused = new TreeSet<>(operations.keySet());
        byPath.forEach((pattern, calls) -> {
            for (Contract.Call call : calls) {
                Operation operation = operations.get(call.id());
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
                .handler(request -> respond(
                        request,
                        "unknown",
                        Problem.of(404, "not-found", "no such path").toAnswer()));
        return router;
    }

    private void add(Router router, Contract.Call call, Operation operation) {
        router.routeWithRegex(call.method(), call.pattern()).handler(request -> guard(request, call));
        var route = router.routeWithRegex(call.method(), call.pattern());
        if (bodyExpected(call)) {
            route.handler(BodyHandler.create(false).setBodyLimit(MOST_BODY));
        }
        route.handler(request -> {
            var unused = called(operation, request).onComplete(done -> {
                if (done.succeeded()) {
                    respond(request, call.id(), done.result());
                } else {
                    respond(request, call.id(), refusal(done.cause()));
                }
            });
        });
    }

    private static Future<Answer> called(Operation operation, RoutingContext request) {
        try {
            return operation.call(request);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** Nothing of a body is read before the caller is known. */
    private void guard(RoutingContext request, Contract.Call call) {
        request.request().pause();
        var unused = allowed(request, call.role()).onComplete(done -> {
            request.request().resume();
            if (done.failed()) {
                respond(request, call.id(), refusal(done.cause()));
            } else if (bodyExpected(call) && !isJson(request)) {
                respond(
                        request,
                        call.id(),
                        Problem.of(415, "content-type", "content-type: not understood (expected: application/json)")
                                .toAnswer());
            } else {
                request.next();
            }
        });
    }

    private static boolean bodyExpected(Contract.Call call) {
        String method = call.method().name();
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static boolean isJson(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null || type.toLowerCase(Locale.ROOT).startsWith(Answer.JSON);
    }

    private Future<Void> allowed(RoutingContext request, @Nullable ApiRole needed) {
        if (needed == null) {
            return Future.succeededFuture();
        }
        String given = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !given.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Future.failedFuture(unknownCaller());
        }
        return callers.identify(given.substring(BEARER.length()).strip()).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(unknownCaller());
            }
            ApiKey key = found.get();
            return key.role().includes(needed)
                    ? Future.succeededFuture()
                    : Future.failedFuture(new CallerFault(Problem.of(
                            403,
                            "role",
                            "this key's role is " + key.role().text() + " (expected: " + needed.text() + ")")));
        });
    }

    private static CallerFault unknownCaller() {
        return new CallerFault(
                Problem.of(401, "api-key", "authorization: no valid key (expected: Bearer and an API key)"));
    }

    private void notAllowed(RoutingContext request, List<Contract.Call> calls) {
        String methods = String.join(
                ", ", calls.stream().map(call -> call.method().name()).sorted().toList());
        respond(
                request,
                "unknown",
                Problem.of(405, "method", "method not allowed (expected: " + methods + ")")
                        .toAnswer()
                        .with("Allow", methods));
    }

    /** What went wrong before an operation was reached. */
    private void failed(RoutingContext request) {
        Throwable cause = request.failure();
        respond(request, "unknown", cause == null ? status(request.statusCode()) : refusal(cause));
    }

    private static Answer refusal(Throwable cause) {
        if (cause instanceof CallerFault fault) {
            Answer answer = fault.problem().toAnswer();
            return answer.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
        }
        if (cause instanceof HttpException http) {
            return status(http.getStatusCode());
        }
        if (Outage.isOne(cause)) {
            log.warn("call not served, the database does not answer: {}", cause.toString());
            return Problem.unavailable().toAnswer().with("Retry-After", "1");
        }
        log.atError().setCause(cause).log("call failed");
        return Problem.internal().toAnswer();
    }

    private static Answer status(int status) {
        return switch (status) {
            case 413 ->
                Problem.of(413, "too-large", "body: too long (expected: at most " + MOST_BODY + " bytes)")
                        .toAnswer();
            case 400 ->
                Problem.of(400, "malformed", "request: malformed (expected: HTTP with a well-formed path)")
                        .toAnswer();
            case -1, 500 -> Problem.internal().toAnswer();
            default -> Problem.of(status, "refused", "the request was refused").toAnswer();
        };
    }

    private void respond(RoutingContext request, String call, Answer answer) {
        metrics.answered(call, answer.status());
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        answer.headers().forEach(response::putHeader);
        var unused = response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(answer.body());
    }
}
