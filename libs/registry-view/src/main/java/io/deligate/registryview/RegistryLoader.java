package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import java.util.Optional;

/** Where the records come from when no cache has them: the registry's database. */
public interface RegistryLoader {
    /** Succeeds with the committed product, empty when there is none; fails when the database does not answer. */
    Future<Optional<ProductView>> product(ProductModel model);

    /** Succeeds with the committed device, empty when there is none; fails when the database does not answer. */
    Future<Optional<DeviceView>> device(DeviceId id);

    /** Succeeds with the committed app, empty when there is none; fails when the database does not answer. */
    Future<Optional<AppView>> app(AppId id);
}
