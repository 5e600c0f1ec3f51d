package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's side of the {@link RegistryView}: loads records for the cluster and announces committed changes. The
 * member must be a {@link ClusterMember.Role#DATA} member; to be built on a Vert.x context, where the loader is called.
 */
public final class RegistryHost {
    private static final Logger log = LoggerFactory.getLogger(RegistryHost.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final ClusterMember member;

    public RegistryHost(Vertx vertx, ClusterMember member, RegistryLoader loader) {
        this.member = member;
        Context context = vertx.getOrCreateContext();
        member.productLoader().plugIn(on(context, key -> loader.product(new ProductModel(key)), ViewCodec::encode));
        member.appLoader()
                .plugIn(on(
                        context,
                        key -> AppId.parse(key).map(loader::app).orElse(Future.succeededFuture(Optional.empty())),
                        ViewCodec::encode));
        member.deviceLoader().plugIn(on(context, key -> loader.device(new DeviceId(key)), ViewCodec::encode));
    }

    /**
     * To be called after the commit. Succeeds when every view has been told, or after a bounded wait: a lost announcement
     * is logged, and healed when the cached record's time is over.
     */
    public Future<Void> changed(ProductModel model) {
        return changed(new Change(Change.Kind.PRODUCTS, List.of(model.value())));
    }

    /** As {@link #changed(ProductModel)}. */
    public Future<Void> changed(DeviceId device) {
        return changed(List.of(device));
    }

    /** As {@link #changed(ProductModel)}. */
    public Future<Void> changed(AppId app) {
        return changed(new Change(Change.Kind.APPS, List.of(app.toString())));
    }

    /** As {@link #changed(ProductModel)}, for many devices in one announcement. */
    public Future<Void> changed(Collection<DeviceId> devices) {
        return changed(new Change(
                Change.Kind.DEVICES,
                devices.stream().map(DeviceId::value).distinct().toList()));
    }

    /** From now on nothing is loaded here; other members of the registry go on. */
    public void close() {
        member.productLoader().unplug();
        member.deviceLoader().unplug();
        member.appLoader().unplug();
    }

    private Future<Void> changed(Change change) {
        if (change.keys().isEmpty()) {
            return Future.succeededFuture();
        }
        return forget(change)
                .compose(none -> asked(() -> member.changes().publishAsync(change.toText())))
                .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(trouble -> {
                    log.atWarn()
                            .addKeyValue("records", change.keys().size())
                            .setCause(trouble)
                            .log("change not announced everywhere, caches catch up by time");
                    return Future.succeededFuture();
                });
    }

    /** First out of the cluster's map, then out of the readers' caches: the other way round they would read it again. */
    private Future<?> forget(Change change) {
        var map = switch (change.kind()) {
            case PRODUCTS -> member.products();
            case DEVICES -> member.devices();
            case APPS -> member.apps();
        };
        return Future.join(change.keys().stream()
                .<Future<?>>map(key -> asked(() -> map.deleteAsync(key)))
                .toList());
    }

    private static <T> Future<T> asked(Ask<T> ask) {
        try {
            return Future.fromCompletionStage(ask.now());
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static <V> Function<String, Future<Optional<byte[]>>> on(
            Context context, Function<String, Future<Optional<V>>> loader, Function<V, byte[]> encoder) {
        return key -> {
            Promise<Optional<byte[]>> loaded = Promise.promise();
            context.runOnContext(none -> {
                try {
                    var unused =
                            loader.apply(key).map(found -> found.map(encoder)).onComplete(loaded);
                } catch (RuntimeException failure) {
                    loaded.fail(failure);
                }
            });
            return loaded.future();
        };
    }

    private interface Ask<T> {
        CompletionStage<T> now();
    }
}
