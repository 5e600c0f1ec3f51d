package io.deligate.registryservice.product;

import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stored keys of products. */
public interface StoredProductKeys {
    /** How many keys of a product may be valid together: each connect is compared with all of them. */
    int MOST = 8;

    /**
     * Adds a key; each older one ends after the overlap, unless it ends before. Succeeds with that end once the change is
     * committed and told to all edges; empty when there is no such product. Fails with {@link TooManyKeys}.
     */
    Future<Optional<Instant>> rotate(ProductModel model, Secret key, Duration overlap, Actor actor);
}
