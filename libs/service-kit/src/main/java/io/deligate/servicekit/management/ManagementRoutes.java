package io.deligate.servicekit.management;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The paths of the management port, to which a service may add its own. */
public final class ManagementRoutes {
    private final Router router;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    public ManagementRoutes(Vertx vertx) {
        this.router = Router.router(vertx);
    }

    /** Adds a path for one method; the handler runs on an event loop and has no body to read. */
    public void route(HttpMethod method, String path, Handler<RoutingContext> handler) {
        if (!taken.add(method + " " + path)) {
            throw new IllegalStateException("route: " + method + " " + path + " (expected: one that is not taken)");
        }
        router.route(method, path).handler(handler).setName(method + " " + path);
    }

    /** Takes a path away again, when the part that added it ends. */
    public void remove(HttpMethod method, String path) {
        String name = method + " " + path;
        if (taken.remove(name)) {
            router.getRoutes().stream()
                    .filter(route -> name.equals(route.getName()))
                    .forEach(Route::remove);
        }
    }

    Router router() {
        return router;
    }
}
