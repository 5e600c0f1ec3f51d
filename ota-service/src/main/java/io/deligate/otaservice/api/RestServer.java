package io.deligate.otaservice.api;

import io.deligate.apiaccess.limit.CallLimits;
import io.deligate.apiaccess.problem.BrokenRequests;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.access.Callers;
import io.deligate.otaservice.firmware.FileLinks;
import io.deligate.otaservice.firmware.FileStore;
import io.deligate.otaservice.firmware.Firmwares;
import io.deligate.otaservice.rollout.Fleet;
import io.deligate.otaservice.rollout.RolloutDesk;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.otaservice.rollout.StuckDevices;
import io.deligate.registryview.RegistryView;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.TrafficShapingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** REST and the files on their port. */
public final class RestServer {
    private static final String CONTRACT = "/ota-openapi.yaml";
    private static final int IDLE_SECONDS = 75;

    /** What the calls work with. */
    public record Parts(
            Firmwares firmwares,
            FileStore files,
            FileLinks links,
            Rollouts rollouts,
            RolloutDesk desk,
            Fleet fleet,
            StuckDevices stuck,
            RegistryView registry) {}

    private final HttpServer server;
    private final ServingConfig config;
    private final Platform platform;
    private volatile Handler<HttpServerRequest> handler = RestServer::notYet;

    public RestServer(Platform platform, ServingConfig config) {
        this.platform = platform;
        this.config = config;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS);
        if (config.bandwidth().bytes() > 0) {
            options.setTrafficShapingOptions(new TrafficShapingOptions()
                    .setOutboundGlobalBandwidth(config.bandwidth().bytes())
                    .setCheckIntervalForStats(100)
                    .setCheckIntervalForStatsTimeUnit(TimeUnit.MILLISECONDS));
        }
        this.server = platform.vertx()
                .createHttpServer(options)
                .invalidRequestHandler(BrokenRequests::refuse)
                .requestHandler(request -> handler.handle(request));
    }

    /**
     * Succeeds with the real port; fails with {@link StartFailure} when it cannot be opened. What the calls need to know
     * of the port is made when it is known; until then they are told to come again.
     */
    public Future<Integer> start(Callers callers, IntFunction<Parts> parts) {
        return server.listen()
                .recover(StartFailure.onBind(config.host(), config.port(), "DELIGATE_OTA_PORT"))
                .map(listening -> {
                    handler =
                            router(callers, parts.apply(listening.actualPort())).build();
                    return listening.actualPort();
                });
    }

    private static void notYet(HttpServerRequest request) {
        var unused = request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "1")
                // Whoever waits to be asked for a body sends none now: what follows would be read as one.
                .putHeader("Connection", "close")
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(Problem.of(503, "unavailable", "ota-service is starting; try again")
                        .toJson()
                        .toBuffer());
    }

    /** Succeeds when no call is served any more. */
    public Future<Void> stop() {
        return server.close();
    }

    private RestRouter router(Callers callers, Parts parts) {
        CallLimits limits = new CallLimits(
                "deligate.ota.limited", config.calls().keyRate(), config.calls().strangerRate(), platform.meters());
        RestRouter router = new RestRouter(platform.vertx(), callers, limits, platform.meters());
        new FirmwareCalls(
                        parts.firmwares(),
                        parts.files(),
                        parts.links(),
                        parts.registry(),
                        config.largestFile().bytes())
                .addTo(router);
        new FileCalls(parts.firmwares(), parts.rollouts(), parts.files()).addTo(router);
        new RolloutCalls(
                        parts.desk(),
                        parts.rollouts(),
                        parts.firmwares(),
                        parts.fleet(),
                        platform.clock(),
                        config.watch().soak())
                .addTo(router);
        new StuckCalls(parts.rollouts(), parts.stuck()).addTo(router);
        new DecisionCalls(parts.registry(), parts.rollouts(), platform.clock()).addTo(router);
        JsonObject contract = contract();
        router.add("getContract", HttpMethod.GET, "/openapi.json", null, call -> {
            call.request().resume();
            call.answer(200, contract);
            return Future.succeededFuture();
        });
        check(contract, router);
        return router;
    }

    /** A call that the document does not know, or the other way round, stops the start. */
    private static void check(JsonObject contract, RestRouter router) {
        Set<String> documented = new TreeSet<>();
        JsonObject paths = contract.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                JsonObject call = paths.getJsonObject(path).getJsonObject(method);
                documented.add(call.getString("operationId") + " " + method.toUpperCase(Locale.ROOT) + " " + path + " "
                        + call.getString("x-role", "nobody"));
            }
        }
        Set<String> served = new TreeSet<>();
        for (RestRouter.Route route : router.routes()) {
            served.add(route.id() + " " + route.method() + " " + route.path() + " "
                    + (route.role() == null ? "nobody" : route.role().text()));
        }
        if (!documented.equals(served)) {
            throw new IllegalStateException("calls " + served + " (expected: " + documented + ")");
        }
    }

    /** The document as it is served. */
    static JsonObject contract() {
        try (InputStream file = RestServer.class.getResourceAsStream(CONTRACT)) {
            if (file == null) {
                throw new IllegalStateException(CONTRACT + ": missing (expected: on the class path)");
            }
            Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new JsonObject(yaml);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
