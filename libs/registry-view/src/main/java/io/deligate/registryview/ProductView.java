package io.deligate.registryview;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import java.util.List;

/**
 * A product as edges and dispatchers need it.
 *
 * @param selfUnbind whether its devices may end their own binding
 * @param keys the product keys that were valid when this was read, the newest first; two during a rotation's overlap
 */
public record ProductView(
        ProductModel model,
        ProductType type,
        AuthScheme auth,
        boolean enabled,
        boolean selfUnbind,
        List<ProductKey> keys) {
    public ProductView {
        keys = List.copyOf(keys);
    }
}
