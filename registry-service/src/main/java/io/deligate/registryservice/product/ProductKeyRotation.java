package io.deligate.registryservice.product;

import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Gives a product a new key while the old one goes on for some time. */
public final class ProductKeyRotation {
    private final StoredProductKeys stored;
    private final ProductKeys keys;

    public ProductKeyRotation(StoredProductKeys stored, ProductKeys keys) {
        this.stored = stored;
        this.keys = keys;
    }

    /** The new key, shown once, and when the older ones end. */
    public record Rotated(Secret key, Instant olderEnd) {}

    /**
     * Succeeds with the new key once every edge has been told; empty when there is no such product. Fails with
     * {@link TooManyKeys}.
     */
    public Future<Optional<Rotated>> rotate(ProductModel model, Duration overlap, Actor actor) {
        Secret key = keys.newKey();
        return stored.rotate(model, key, overlap, actor).map(end -> end.map(at -> new Rotated(key, at)));
    }
}
