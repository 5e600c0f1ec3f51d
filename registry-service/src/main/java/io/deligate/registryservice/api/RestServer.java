package io.deligate.registryservice.api;

import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryservice.product.ProductRegistration;
import io.deligate.registryservice.product.Products;
import io.deligate.registryview.EdgeList;
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
import java.util.Map;

/** The REST interface on its port. */
public final class RestServer {
    private static final int IDLE_SECONDS = 60;
    private static final String DOCS = "/docs.html";

    /** What the calls work on. */
    public record Parts(
            Products products, ProductRegistration registration, Devices devices, EdgeList edges, Callers callers) {}

    private final Platform platform;
    private final RestConfig config;
    private final HttpServer server;

    public RestServer(Platform platform, RestConfig config, Parts parts) {
        this.platform = platform;
        this.config = config;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setCompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS);
        this.server = platform.vertx().createHttpServer(options).requestHandler(router(parts));
    }

    /** Succeeds with the real port; fails with {@link StartFailure} when it cannot be opened. */
    public Future<Integer> start() {
        return server.listen()
                .recover(StartFailure.onBind(config.host(), config.port(), "DELIGATE_REGISTRY_PORT"))
                .map(HttpServer::actualPort);
    }

    /** Succeeds when no call is served any more. */
    public Future<Void> stop() {
        return server.close();
    }

    private Router router(Parts parts) {
        Contract contract = Contract.load();
        ProductCalls products = new ProductCalls(parts.products(), parts.registration(), platform.clock());
        DeviceCalls devices = new DeviceCalls(parts.devices());
        AccessListCall accessList = new AccessListCall(parts.edges());
        Answer document = Answer.json(200, contract.document());
        Answer docs = new Answer(200, "text/html; charset=utf-8", resource(DOCS), Map.of());
        return new RestRouter(platform.vertx(), parts.callers(), new CallMetrics(platform.meters()))
                .build(
                        contract,
                        Map.of(
                                "createProduct", products::create,
                                "listProducts", products::list,
                                "getProduct", products::get,
                                "listDevices", devices::list,
                                "getDevice", devices::get,
                                "getAccessList", accessList::get,
                                "getContract", request -> Future.succeededFuture(document),
                                "getDocs", request -> Future.succeededFuture(docs)));
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
