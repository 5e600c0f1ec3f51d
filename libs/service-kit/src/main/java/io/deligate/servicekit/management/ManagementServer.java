package io.deligate.servicekit.management;

import io.deligate.servicekit.health.HealthRegistry;
import io.deligate.servicekit.health.HealthReport;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Serves health and metrics, and the routes services added, on a port of its own. */
public final class ManagementServer extends VerticleBase {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int IDLE_SECONDS = 60;

    private final ManagementConfig config;
    private final ManagementRoutes routes;
    private volatile int port;

    public ManagementServer(
            ManagementConfig config, ManagementRoutes routes, HealthRegistry health, PrometheusMeterRegistry meters) {
        this.config = config;
        this.routes = routes;
        routes.route(HttpMethod.GET, "/health/live", request -> report(request, health::live));
        routes.route(HttpMethod.GET, "/health/ready", request -> report(request, health::ready));
        routes.route(HttpMethod.GET, "/metrics", request -> scrape(request, meters));
    }

    /** Succeeds when the port is open; fails with what the operating system said. */
    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(routes.router())
                .listen(config.port(), config.host())
                .map(HttpServer::actualPort)
                .onSuccess(actual -> port = actual);
    }

    /** The port that is open, also when any free one was asked for. */
    public int port() {
        return port;
    }

    private static void report(RoutingContext request, Supplier<HealthReport> reporter) {
        HealthReport report = reporter.get();
        JsonArray checks = new JsonArray();
        for (HealthReport.Result result : report.results()) {
            JsonObject check = new JsonObject().put("name", result.name()).put("status", status(result.isUp()));
            checks.add(result.isUp() ? check : check.put("reason", result.problem()));
        }
        JsonObject body = new JsonObject().put("status", status(report.isUp())).put("checks", checks);
        request.response()
                .setStatusCode(report.isUp() ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer())
                .onFailure(request::fail);
    }

    /** Collecting all metrics takes milliseconds, so a worker does it. */
    private void scrape(RoutingContext request, PrometheusMeterRegistry meters) {
        vertx.executeBlocking(meters::scrape, false)
                .compose(text -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS_TEXT)
                        .end(text))
                .onFailure(request::fail);
    }

    private static String status(boolean up) {
        return up ? "up" : "down";
    }
}
