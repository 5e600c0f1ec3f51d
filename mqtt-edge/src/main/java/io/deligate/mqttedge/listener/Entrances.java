package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.drain.Drain;
import io.deligate.mqttedge.wire.Fronts;
import io.deligate.servicekit.process.StartFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All ways in for devices, and their certificate, which is renewed when its files change. */
public final class Entrances {
    private static final Logger log = LoggerFactory.getLogger(Entrances.class);

    private final ListenerConfig config;
    private final TlsConfig tls;
    private final Admission admission;
    private final Drain drain;
    private final ConnectMetrics metrics;
    private final Fronts fronts;
    private final MeterRegistry meters;
    private final Map<Entrance, List<DeviceListener>> listeners = Collections.synchronizedMap(new LinkedHashMap<>());
    private @Nullable Certificates certificates;
    private @Nullable Gauge notAfter;

    public Entrances(
            List<Entrance> open,
            ListenerConfig config,
            TlsConfig tls,
            Admission admission,
            Drain drain,
            ConnectMetrics metrics,
            Fronts fronts,
            MeterRegistry meters) {
        this.config = config;
        this.tls = tls;
        this.admission = admission;
        this.drain = drain;
        this.metrics = metrics;
        this.fronts = fronts;
        this.meters = meters;
        open.forEach(entrance -> listeners.put(entrance, new CopyOnWriteArrayList<>()));
    }

    /**
     * Opens every way in, one MQTT server per event loop; the servers become children of the calling verticle and end with
     * it. Fails with {@link StartFailure} when a certificate or a port cannot be had.
     */
    public Future<?> open(Vertx vertx, Context context) {
        Future<?> ready = tls.isOn()
                ? vertx.executeBlocking(() -> Certificates.load(tls))
                        .onSuccess(loaded -> certified(loaded, vertx, context))
                : Future.succeededFuture();
        return ready.compose(none -> {
            Future<?> opened = Future.succeededFuture();
            for (Entrance entrance : List.copyOf(listeners.keySet())) {
                opened = opened.compose(before -> open(entrance, vertx));
            }
            return opened;
        });
    }

    private Future<?> open(Entrance entrance, Vertx vertx) {
        return vertx.deployVerticle(() -> listener(entrance), new DeploymentOptions().setInstances(eventLoops(vertx)))
                .recover(StartFailure.onBind(config.host(), entrance.port(), entrance.portVariable()))
                .recover(failure -> Future.failedFuture(
                        entrance.tls() && !(failure instanceof StartFailure) ? unusable(failure) : failure));
    }

    private StartFailure unusable(Throwable failure) {
        return new StartFailure(
                "tls.cert " + tls.cert() + " with tls.key " + tls.key() + ": " + failure.getMessage(),
                "a PEM certificate chain and its private key (PKCS#8)",
                failure);
    }

    private DeviceListener listener(Entrance entrance) {
        DeviceListener listener = new DeviceListener(config, entrance, certificates, admission, drain, metrics, fronts);
        listeners.computeIfAbsent(entrance, one -> new CopyOnWriteArrayList<>()).add(listener);
        return listener;
    }

    private static int eventLoops(Vertx vertx) {
        int count = 0;
        for (var loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            count += loop == null ? 0 : 1;
        }
        return count;
    }

    /** The real port of each way in, in the order of the configuration. */
    public Map<Entrance, Integer> ports() {
        Map<Entrance, Integer> ports = new LinkedHashMap<>();
        listeners.forEach((entrance, servers) -> ports.put(
                entrance, servers.isEmpty() ? entrance.port() : servers.get(0).actualPort()));
        return ports;
    }

    private void certified(Certificates loaded, Vertx vertx, Context context) {
        certificates = loaded;
        notAfter = Gauge.builder("deligate.edge.certificate.not.after.seconds", loaded, Certificates::notAfter)
                .description("When the certificate in use ends, in epoch seconds")
                .register(meters);
        // On the verticle's own context, so that the timer ends with it.
        context.runOnContext(none -> vertx.setPeriodic(tls.lookEvery().toMillis(), tick -> look(vertx, loaded)));
    }

    private void look(Vertx vertx, Certificates loaded) {
        var unused = vertx.executeBlocking(loaded::renewed)
                .compose(changed -> changed.isPresent() ? renew(changed) : Future.succeededFuture())
                .onFailure(failure -> {
                    renewals("failed").increment();
                    log.atError().setCause(failure).log("certificate not renewed, going on with the one before");
                });
    }

    private Future<?> renew(Optional<ServerSSLOptions> changed) {
        List<Future<Boolean>> all = new ArrayList<>();
        listeners.forEach((entrance, servers) -> {
            if (entrance.tls()) {
                servers.forEach(server -> all.add(server.renew(changed.orElseThrow())));
            }
        });
        return Future.all(all).onSuccess(none -> {
            renewals("renewed").increment();
            log.info("certificate renewed");
        });
    }

    private Counter renewals(String result) {
        return Counter.builder("deligate.edge.certificate.renewals")
                .description("Changes of the certificate's files")
                .tag("result", result)
                .register(meters);
    }

    /** To be called when the verticle has ended. */
    public void close() {
        if (notAfter != null) {
            meters.remove(notAfter);
        }
    }
}
