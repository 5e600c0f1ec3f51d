package io.deligate.appbridge;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AppView;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryLoader;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The registry's database as far as a bridge can see it; may be switched off. */
final class MapRegistry implements RegistryLoader {
    private final Map<DeviceId, DeviceView> devices = new ConcurrentHashMap<>();
    private final Map<AppId, AppView> apps = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean down;

    void app(long id, boolean enabled) {
        AppId app = new AppId(id);
        apps.put(app, new AppView(app, "App " + id, enabled, List.of(new ProductModel("DL3785W"))));
    }

    /** A device of an organisation, bound to those apps. */
    void device(String id, DeviceStatus status, long... bound) {
        device(id, status, new GroupId(7), bound);
    }

    void device(String id, DeviceStatus status, @Nullable GroupId group, long... bound) {
        DeviceId device = new DeviceId(id);
        devices.put(
                device,
                new DeviceView(
                        device,
                        new ProductModel("DL3785W"),
                        "Front door",
                        status,
                        group,
                        LongStream.of(bound).mapToObj(AppId::new).toList(),
                        "",
                        List.of(),
                        DeviceView.NO_SESSION,
                        null,
                        null));
    }

    void down(boolean isDown) {
        down = isDown;
    }

    /** How often it was asked in vain. */
    int refused() {
        return refused.get();
    }

    @Override
    public Future<Optional<ProductView>> product(ProductModel model) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Optional<DeviceView>> device(DeviceId id) {
        return down ? refuse() : Future.succeededFuture(Optional.ofNullable(devices.get(id)));
    }

    @Override
    public Future<Optional<AppView>> app(AppId id) {
        return down ? refuse() : Future.succeededFuture(Optional.ofNullable(apps.get(id)));
    }

    private <T> Future<T> refuse() {
        refused.incrementAndGet();
        return Future.failedFuture("database is down");
    }
}
