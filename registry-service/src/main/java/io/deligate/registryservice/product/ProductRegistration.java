package io.deligate.registryservice.product;

import io.deligate.registryservice.change.Actor;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** Registers product models, each with a fresh key. */
public final class ProductRegistration {
    private final Products products;
    private final ProductKeys keys;

    public ProductRegistration(Products products, ProductKeys keys) {
        this.products = products;
        this.keys = keys;
    }

    /** Succeeds with the product's key once every edge can know the product; empty when the model is taken. */
    public Future<Optional<Secret>> register(Product product, Actor actor) {
        Secret key = keys.newKey();
        return products.add(product, key, actor).map(added -> added ? Optional.of(key) : Optional.empty());
    }
}
