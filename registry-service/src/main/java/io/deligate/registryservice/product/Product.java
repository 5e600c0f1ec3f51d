package io.deligate.registryservice.product;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AuthScheme;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A product model; model and type are fixed at registration (A6).
 *
 * @param actions what its devices can be told to do (A76)
 * @param revision counts the changes
 */
public record Product(
        ProductModel model,
        ProductType type,
        String name,
        AuthScheme auth,
        boolean selfUnbind,
        List<Integer> actions,
        ProductStatus status,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    public Product {
        actions = List.copyOf(actions);
    }

    /** Times are kept to the millisecond, so that the database gives back what was put in. */
    Product next(Instant now) {
        Instant changed = now.truncatedTo(ChronoUnit.MILLIS);
        return new Product(model, type, name, auth, selfUnbind, actions, status, revision + 1, createdAt, changed);
    }
}
