package io.deligate.mqttedge;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AppView;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductKey;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryLoader;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The registry's database as two maps; everything in front of it is real. */
public final class MapRegistry implements RegistryLoader {
    /** A product whose devices register directly. */
    public static final String MODEL = "DL3785W";

    /** Its type, and that of the other products. */
    public static final String TYPE = "KQ";

    /** Its product key. */
    public static final String KEY = "Kq-7f31";

    private final Map<ProductModel, ProductView> products = new ConcurrentHashMap<>();
    private final Map<DeviceId, DeviceView> devices = new ConcurrentHashMap<>();

    public MapRegistry() {
        product(MODEL, AuthScheme.PRODUCT_KEY, true, KEY);
    }

    public void product(String model, AuthScheme auth, boolean enabled, String... keys) {
        ProductModel name = new ProductModel(model);
        List<ProductKey> all = Stream.of(keys)
                .map(key -> new ProductKey(new Secret(key), null))
                .toList();
        products.put(name, new ProductView(name, new ProductType(TYPE), auth, enabled, true, all));
    }

    /** A product in the middle of a key's rotation. */
    public void product(String model, ProductKey... keys) {
        ProductModel name = new ProductModel(model);
        products.put(
                name, new ProductView(name, new ProductType(TYPE), AuthScheme.PRODUCT_KEY, true, true, List.of(keys)));
    }

    public void device(String id, String model, DeviceStatus status, CredentialVerifier... own) {
        DeviceId device = new DeviceId(id);
        devices.put(
                device,
                new DeviceView(
                        device,
                        new ProductModel(model),
                        "",
                        status,
                        null,
                        List.of(),
                        "",
                        List.of(own),
                        DeviceView.NO_SESSION,
                        null,
                        null));
    }

    @Override
    public Future<Optional<ProductView>> product(ProductModel model) {
        return Future.succeededFuture(Optional.ofNullable(products.get(model)));
    }

    @Override
    public Future<Optional<DeviceView>> device(DeviceId id) {
        return Future.succeededFuture(Optional.ofNullable(devices.get(id)));
    }

    @Override
    public Future<Optional<AppView>> app(AppId id) {
        return Future.succeededFuture(Optional.empty());
    }
}
