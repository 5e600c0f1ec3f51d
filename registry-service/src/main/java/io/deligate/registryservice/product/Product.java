package io.deligate.registryservice.product;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AuthScheme;
import java.time.Instant;
import java.util.List;

/**
 * A product model; model and type are fixed at registration (A6).
 *
 * @param actions what its devices can be told to do (A76)
 */
public record Product(
        ProductModel model,
        ProductType type,
        String name,
        AuthScheme auth,
        boolean selfUnbind,
        List<Integer> actions,
        ProductStatus status,
        Instant createdAt,
        Instant updatedAt) {
    public Product {
        actions = List.copyOf(actions);
    }
}
