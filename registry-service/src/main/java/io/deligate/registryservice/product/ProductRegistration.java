package io.deligate.registryservice.product;

import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** Registers product models: stores one with a fresh key and lets edges and dispatchers know. */
public final class ProductRegistration {
    private final Products products;
    private final ProductKeys keys;
    private final RegistryHost host;

    public ProductRegistration(Products products, ProductKeys keys, RegistryHost host) {
        this.products = products;
        this.keys = keys;
        this.host = host;
    }

    /** Succeeds with the product's key once every edge can know the product; empty when the model is taken. */
    public Future<Optional<Secret>> register(Product product) {
        Secret key = keys.newKey();
        return products.add(product, key).compose(added -> {
            if (!added) {
                return Future.succeededFuture(Optional.empty());
            }
            return host.changed(product.model()).map(Optional.of(key));
        });
    }
}
