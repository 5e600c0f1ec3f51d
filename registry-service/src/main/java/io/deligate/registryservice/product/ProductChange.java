package io.deligate.registryservice.product;

import io.deligate.registryview.AuthScheme;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What shall be different about a product; null = stays as it is. */
public record ProductChange(
        @Nullable String name,
        @Nullable AuthScheme auth,
        @Nullable Boolean selfUnbind,
        @Nullable List<Integer> actions,
        @Nullable ProductStatus status) {

    /** The product as it will be: the same one when nothing is different, else one revision on. */
    public Product appliedTo(Product product, Instant now) {
        Product changed = new Product(
                product.model(),
                product.type(),
                name == null ? product.name() : name,
                auth == null ? product.auth() : auth,
                selfUnbind == null ? product.selfUnbind() : selfUnbind,
                actions == null ? product.actions() : actions,
                status == null ? product.status() : status,
                product.revision(),
                product.createdAt(),
                product.updatedAt());
        return changed.equals(product) ? product : changed.next(now);
    }
}
