package io.deligate.registryservice.app;

import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import java.time.Instant;
import java.util.List;

/**
 * A cloud app.
 *
 * @param icon a URL, or empty
 * @param products the models whose devices it can be bound to
 * @param revision counts the changes that operators made
 */
public record App(
        AppId id,
        String name,
        String icon,
        List<ProductModel> products,
        AppStatus status,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    public App {
        products = List.copyOf(products);
    }

    /** A new app, enabled. */
    static App of(AppId id, String name, String icon, List<ProductModel> products, Instant now) {
        return new App(id, name, icon, products, AppStatus.ENABLED, 1, now, now);
    }
}
