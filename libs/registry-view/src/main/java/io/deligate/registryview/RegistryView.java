package io.deligate.registryview;

import com.github.benmanes.caffeine.cache.Ticker;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Products, devices and apps for whoever must decide about a device now.
 *
 * <p>An answer from this process costs a map lookup. What is not known here is asked of the cluster, whose registry
 * members load it from the database; each committed change is announced and makes what is known here outdated. While
 * the registry cannot be asked, what was known last is used for a bounded time, so that devices connect and ask about
 * themselves through an outage (R94). Never blocks; thread-safe; results arrive on the caller's context.
 */
public final class RegistryView {
    /** Refusals in a row about the same record do not ask for it more often. */
    private static final Duration NOW = Duration.ofMillis(100);

    private final RecordCache<ProductView> products;
    private final RecordCache<DeviceView> devices;
    private final RecordCache<AppView> apps;
    private final Reachability reachability = new Reachability();
    private volatile boolean closed;

    public RegistryView(Vertx vertx, ClusterMember member, ViewLimits limits) {
        this.products = new RecordCache<>(
                vertx,
                new RecordCache.Kind<>(
                        "product",
                        key -> member.products().getAsync(key),
                        ViewCodec::product,
                        limits.products(),
                        limits.absent()),
                limits,
                Ticker.systemTicker(),
                reachability);
        this.devices = new RecordCache<>(
                vertx,
                new RecordCache.Kind<>(
                        "device",
                        key -> member.devices().getAsync(key),
                        ViewCodec::device,
                        limits.devices(),
                        Duration.ZERO),
                limits,
                Ticker.systemTicker(),
                reachability);
        this.apps = new RecordCache<>(
                vertx,
                new RecordCache.Kind<>(
                        "app", key -> member.apps().getAsync(key), ViewCodec::app, limits.products(), limits.absent()),
                limits,
                Ticker.systemTicker(),
                reachability);
        UUID registration =
                member.changes().addMessageListener(message -> apply(Change.parse(message.getMessageObject())));
        assert registration != null;
        member.whenRegistryJoins(() -> {
            products.allOutdated();
            devices.allOutdated();
            apps.allOutdated();
        });
    }

    /**
     * Succeeds with the product, or empty when no such product is registered; fails with {@link RegistryUnavailable} when
     * neither the registry answers in time nor anything usable is known.
     */
    public Future<Optional<ProductView>> product(ProductModel model) {
        return products.get(model.value());
    }

    /**
     * Succeeds with the device, or empty when the registry does not hold it (yet, D10); fails with
     * {@link RegistryUnavailable} when neither the registry answers in time nor anything usable is known.
     */
    public Future<Optional<DeviceView>> device(DeviceId id) {
        return devices.get(id.value());
    }

    /**
     * As {@link #device(DeviceId)}, with what the registry said a tenth of a second ago at most, as long as it can be asked:
     * for whoever is about to refuse something that may have been allowed a moment ago.
     */
    public Future<Optional<DeviceView>> deviceNow(DeviceId id) {
        return devices.get(id.value(), NOW);
    }

    /** Whether this process has learnt within the last hour that the registry holds the device; asks nobody. */
    public boolean knows(DeviceId id) {
        return devices.knows(id.value());
    }

    /**
     * Succeeds with the app, or empty when no such app is registered; fails with {@link RegistryUnavailable} when neither
     * the registry answers in time nor anything usable is known.
     */
    public Future<Optional<AppView>> app(AppId id) {
        return apps.get(id.toString());
    }

    /** As {@link #app(AppId)}, in the way of {@link #deviceNow(DeviceId)}. */
    public Future<Optional<AppView>> appNow(AppId id) {
        return apps.get(id.toString(), NOW);
    }

    /** Whether the last question the registry was asked went unanswered. */
    public boolean isDegraded() {
        return reachability.isSilent();
    }

    /** Questions the registry did not answer since the start; each was served from what was known, or refused. */
    public long unanswered() {
        return reachability.failures();
    }

    /**
     * Listens for changes no more. The registration itself goes with the member: to take it back would mean to ask all
     * members and to wait for those that leave at the same moment.
     */
    public void close() {
        closed = true;
    }

    private void apply(Change change) {
        if (closed) {
            return;
        }
        switch (change.kind()) {
            // Few, and a disabled one must not come back as "last known" in an outage that begins just now.
            case PRODUCTS -> change.keys().forEach(products::refresh);
            case APPS -> change.keys().forEach(apps::refresh);
            case DEVICES -> change.keys().forEach(devices::outdated);
        }
    }
}
