package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import java.util.List;

/**
 * A cloud app as those need it who pass messages between it and devices.
 *
 * @param enabled whether it can be reached and can reach anybody
 * @param products the models whose devices it can be bound to
 */
public record AppView(AppId id, String name, boolean enabled, List<ProductModel> products) {
    public AppView {
        products = List.copyOf(products);
    }
}
