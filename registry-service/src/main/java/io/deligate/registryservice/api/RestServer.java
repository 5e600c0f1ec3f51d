package io.deligate.registryservice.api;

import io.deligate.apiaccess.limit.CallLimits;
import io.deligate.apiaccess.problem.BrokenRequests;
import io.deligate.registryservice.access.Callers;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The REST interface on its port. */
public final class RestServer {
    /** Longer than any call waits before it is answered. */
    private static final int IDLE_SECONDS = 75;

    private static final Duration LAST_CALLS = Duration.ofSeconds(2);

    private static final String DOCS = "/docs.html";

    /** The page holds its own script and style and asks this service only. */
    private static final String DOCS_POLICY = "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; "
            + "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Platform platform;
    private final RestConfig config;
    private final HttpServer server;
    private final OpenCalls open = new OpenCalls();
    private final @Nullable TlsFiles tls;

    public RestServer(Platform platform, RestConfig config, Callers callers, List<Calls> calls) {
        this.platform = platform;
        this.config = config;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setCompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS);
        if (config.tlsCert() != null && config.tlsKey() != null) {
            tls = new TlsFiles(platform.vertx(), config.tlsCert(), config.tlsKey());
            tls.applyTo(options);
        } else {
            tls = null;
        }
        this.server = platform.vertx()
                .createHttpServer(options)
                .invalidRequestHandler(BrokenRequests::refuse)
                .requestHandler(router(callers, calls));
    }

    /** Succeeds with the real port; fails with {@link StartFailure} when it cannot be opened. */
    public Future<Integer> start() {
        return server.listen()
                .recover(StartFailure.onBind(config.host(), config.port(), "DELIGATE_REGISTRY_PORT"))
                .map(listening -> {
                    if (tls != null) {
                        tls.watch(listening);
                    }
                    return listening.actualPort();
                });
    }

    /** Succeeds when no call is served any more; those that are have two seconds to be answered. */
    public Future<Void> stop() {
        if (tls != null) {
            tls.stop();
        }
        // Not the server's own shutdown: clients of HTTP/2 take the notice it sends for the end of their open calls.
        return open.answered(platform.vertx(), LAST_CALLS).transform(answered -> server.close());
    }

    private Router router(Callers callers, List<Calls> calls) {
        Contract contract = Contract.load();
        contract.limit("importDevices", config.importBytes());
        Answer document = Answer.json(200, contract.document());
        Answer docs = Answer.whole(200, "text/html; charset=utf-8", resource(DOCS))
                .with("Content-Security-Policy", DOCS_POLICY);
        Operations operations = new Operations();
        operations.add("getContract", request -> Future.succeededFuture(document));
        operations.add("getDocs", request -> Future.succeededFuture(docs));
        calls.forEach(each -> each.addTo(operations));
        CallLimits limits =
                new CallLimits("deligate.registry.limited", config.keyRate(), config.strangerRate(), platform.meters());
        Router router = new RestRouter(platform.vertx(), callers, limits, new CallMetrics(platform.meters()))
                .build(contract, operations);
        var unused = router.route().order(Integer.MIN_VALUE).handler(open::pass);
        return router;
    }

    private static Buffer resource(String path) {
        try (InputStream file = RestServer.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path + ": missing (expected: on the class path)");
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
