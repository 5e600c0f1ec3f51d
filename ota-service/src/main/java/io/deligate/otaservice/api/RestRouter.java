package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.limit.CallLimits;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.access.Callers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings each call of a caller who may make it to its operation, and each failure to its problem. */
final class RestRouter {
    private static final String BEARER = "bearer ";
    private static final String BODY = "body";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final Caller STRANGER = new Caller("", "", ApiRole.VIEWER);

    /** Answers a call by itself; a failure is answered for it. */
    interface Operation {
        Future<Void> call(Call call);
    }

    /**
     * One call there is.
     *
     * @param path with its parameters in braces, as the contract writes it
     * @param role the least role that may call, null when nobody needs a key
     */
    record Route(
            String id,
            HttpMethod method,
            String path,
            @Nullable ApiRole role,
            Operation operation) {
        /** Of a file: devices are many, and may share one address. */
        boolean isDownload() {
            return path.startsWith("/firmware/");
        }

        String pattern() {
            StringBuilder pattern = new StringBuilder();
            Matcher placeholder = PLACEHOLDER.matcher(path);
            int from = 0;
            while (placeholder.find()) {
                pattern.append(Pattern.quote(path.substring(from, placeholder.start())))
                        .append("(?<")
                        .append(Call.group(placeholder.group(1)))
                        .append(">[^/:]+)");
                from = placeholder.end();
            }
            return pattern.append(Pattern.quote(path.substring(from))).toString();
        }
    }

    private final Vertx vertx;
    private final Callers callers;
    private final CallLimits limits;
    private final MeterRegistry meters;
    private final List<Route> routes = new ArrayList<>();

    RestRouter(Vertx vertx, Callers callers, CallLimits limits, MeterRegistry meters) {
        this.vertx = vertx;
        this.callers = callers;
        this.limits = limits;
        this.meters = meters;
    }

    void add(String id, HttpMethod method, String path, @Nullable ApiRole role, Operation operation) {
        routes.add(new Route(id, method, path, role, operation));
    }

    Router build() {
        Router router = Router.router(vertx);
        router.errorHandler(
                400,
                context -> refuse(
                        context,
                        "unknown",
                        Problem.of(400, "malformed", "request: malformed (expected: a well-formed path)")));
        router.route().handler(context -> {
            // of the body nothing is read before it is known who sends it
            context.put(BODY, new Body(context.request()));
            context.next();
        });
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        for (Route route : routes) {
            byPath.computeIfAbsent(route.pattern(), path -> new ArrayList<>()).add(route);
        }
        byPath.forEach((pattern, there) -> {
            there.forEach(
                    route -> router.routeWithRegex(route.method(), pattern).handler(context -> serve(context, route)));
            router.routeWithRegex(pattern).handler(context -> notAllowed(context, there));
        });
        router.route().handler(context -> refuse(context, "unknown", Problem.of(404, "not-found", "no such path")));
        return router;
    }

    private void serve(RoutingContext context, Route route) {
        // what it throws is a failure too
        var unused = Future.succeededFuture()
                .compose(none -> admitted(context, route))
                .compose(caller -> route.operation()
                        .call(new Call(
                                context,
                                context.get(BODY),
                                caller,
                                () -> identified(context).map(Optional::isPresent))))
                .onComplete(done -> {
                    if (done.failed()) {
                        refuse(context, route.id(), Refusals.of(done.cause()));
                    } else {
                        count(route.id(), context.response().getStatusCode());
                    }
                });
    }

    private Future<Caller> admitted(RoutingContext context, Route route) {
        ApiRole needed = route.role();
        if (needed == null) {
            if (!route.isDownload()) {
                limits.count(context.request().remoteAddress());
            }
            return Future.succeededFuture(STRANGER);
        }
        return identified(context).map(found -> {
            found.ifPresentOrElse(
                    caller -> limits.count(caller.id()),
                    () -> limits.count(context.request().remoteAddress()));
            Caller caller = found.orElseThrow(() -> Problem.noKey().fault());
            if (!caller.role().includes(needed)) {
                throw Problem.of(
                                403,
                                "role",
                                "this key's role is " + caller.role().text() + " (expected: " + needed.text() + ")")
                        .fault();
            }
            return caller;
        });
    }

    private Future<Optional<Caller>> identified(RoutingContext context) {
        String given = context.request().getHeader("Authorization");
        if (given == null || !given.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Future.succeededFuture(Optional.empty());
        }
        return callers.identify(given.substring(BEARER.length()).strip());
    }

    private void notAllowed(RoutingContext context, List<Route> there) {
        String methods = String.join(
                ", ",
                there.stream().map(route -> route.method().name()).sorted().toList());
        context.response().putHeader("Allow", methods);
        refuse(context, "unknown", Problem.of(405, "method", "method not allowed (expected: " + methods + ")"));
    }

    private void refuse(RoutingContext context, String id, Problem problem) {
        count(id, problem.status());
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.closed()) {
            var unused = response.reset();
            return;
        }
        if (!context.request().isEnded()) {
            // what was not read is read past, so that the answer is heard
            context.request().resume();
            if (Body.waitsToBeAsked(context.request())) {
                // it will not send the rest, and nobody could tell where its next call begins
                response.putHeader("Connection", "close");
            }
        }
        switch (problem.status()) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 413 -> response.putHeader("Connection", "close");
            case 429, 503 -> response.putHeader("Retry-After", "1");
            default -> {
                // the problem says it all
            }
        }
        var unused = response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(problem.toJson().toBuffer());
    }

    private void count(String id, int status) {
        Counter.builder("deligate.ota.calls")
                .description("REST calls and downloads answered")
                .tag("call", id)
                .tag("status", String.valueOf(status))
                .register(meters)
                .increment();
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }
}
