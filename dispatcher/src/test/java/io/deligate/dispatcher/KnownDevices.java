package io.deligate.dispatcher;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AppView;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryLoader;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The registry's database as far as a dispatcher can see it; may be switched off. */
final class KnownDevices implements RegistryLoader {
    private final Map<DeviceId, DeviceView> devices = new ConcurrentHashMap<>();
    private final Map<ProductModel, ProductView> products = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean down;

    void put(ProductView product) {
        products.put(product.model(), product);
    }

    void put(DeviceView device) {
        devices.put(device.id(), device);
    }

    /** How often a device was read from here since the start. */
    int questions() {
        return questions.get();
    }

    void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public Future<Optional<ProductView>> product(ProductModel model) {
        return down
                ? Future.failedFuture("database is down")
                : Future.succeededFuture(Optional.ofNullable(products.get(model)));
    }

    @Override
    public Future<Optional<DeviceView>> device(DeviceId id) {
        questions.incrementAndGet();
        return down
                ? Future.failedFuture("database is down")
                : Future.succeededFuture(Optional.ofNullable(devices.get(id)));
    }

    @Override
    public Future<Optional<AppView>> app(AppId id) {
        return Future.succeededFuture(Optional.empty());
    }
}
