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
    /** What a device may be told when its product says nothing else. */
    public static final List<Integer> ALL_ACTIONS = List.of(200, 201, 202, 203, 204, 205);

    public static final int MOST_ACTIONS = 32;
    public static final int LOWEST_ACTION = 200;
    public static final int HIGHEST_ACTION = 399;
    public static final int LONGEST_NAME = 256;

    public Product {
        actions = List.copyOf(actions);
    }
}
