package io.deligate.registryservice;

import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.api.AccessListCall;
import io.deligate.registryservice.api.ApiKeyCalls;
import io.deligate.registryservice.api.AppCalls;
import io.deligate.registryservice.api.AuditCalls;
import io.deligate.registryservice.api.BindingCalls;
import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.api.DeviceCalls;
import io.deligate.registryservice.api.GroupCalls;
import io.deligate.registryservice.api.ProductCalls;
import io.deligate.registryservice.api.QrCodeCalls;
import io.deligate.registryservice.api.RestServer;
import io.deligate.registryservice.api.StandingCalls;
import io.deligate.registryservice.api.TraceCalls;
import io.deligate.registryservice.app.AppRegistration;
import io.deligate.registryservice.app.AppTopics;
import io.deligate.registryservice.product.ProductKeys;
import io.deligate.registryservice.product.ProductRegistration;
import io.deligate.registryservice.store.PgApiKeys;
import io.deligate.registryservice.store.PgApps;
import io.deligate.registryservice.store.PgAuditLog;
import io.deligate.registryservice.store.PgBindings;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgGroups;
import io.deligate.registryservice.store.PgProducts;
import io.deligate.registryservice.store.PgStandings;
import io.deligate.registryservice.store.Transactions;
import io.deligate.registryservice.trace.MessageTrace;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.EdgeList;
import io.deligate.servicekit.process.Platform;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;

/** Wires the REST interface: the calls over the parts that do the work, and the server. */
final class RestParts {
    private final MessageTrace trace;
    private final RestServer server;

    /** {@code others} come from parts of their own. */
    RestParts(
            Platform platform,
            RegistryConfig config,
            ClusterMember member,
            Pool pool,
            Transactions transactions,
            PgProducts products,
            Callers callers,
            List<Calls> others) {
        PgApiKeys apiKeys = new PgApiKeys(pool, transactions);
        PgDevices devices = new PgDevices(pool);
        AppRegistration apps = new AppRegistration(
                new PgApps(pool, transactions),
                new AppTopics(platform.vertx(), config.kafka(), config.topics()),
                platform.clock());
        EdgeList edges = new EdgeList(platform.vertx(), member);
        trace = new MessageTrace(platform.vertx(), config.kafka(), config.topics(), edges);
        List<Calls> calls = new ArrayList<>(List.of(
                new ProductCalls(products, new ProductRegistration(products, new ProductKeys()), platform.clock()),
                new DeviceCalls(devices),
                new StandingCalls(new PgStandings(transactions)),
                new GroupCalls(new PgGroups(pool, transactions)),
                new AppCalls(new PgApps(pool, transactions), apps),
                new BindingCalls(new PgBindings(transactions)),
                new QrCodeCalls(products, devices, config.registry()),
                new ApiKeyCalls(apiKeys, callers, platform.clock()),
                new AuditCalls(new PgAuditLog(pool)),
                new TraceCalls(devices, trace),
                new AccessListCall(edges)));
        calls.addAll(others);
        server = new RestServer(platform, config.registry(), callers, calls);
    }

    /** Succeeds with the real port; fails when it cannot be had. */
    Future<Integer> start() {
        return server.start();
    }

    /** Succeeds when no call is served any more; streams end at once, other calls have a moment to be answered. */
    Future<Void> stop() {
        return trace.close().transform(closed -> server.stop());
    }
}
