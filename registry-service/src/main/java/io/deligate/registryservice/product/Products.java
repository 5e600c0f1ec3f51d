package io.deligate.registryservice.product;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.revision.Precondition;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** The stored products. */
public interface Products {
    /** Succeeds with true once product and key are committed and known, with false when the model is taken. */
    Future<Boolean> add(Product product, Secret key, Actor actor);

    /**
     * Succeeds with the product as it is then, once the change is committed and known; empty when there is none. Fails with
     * {@link io.deligate.registryservice.revision.StaleRevision} when it is not at the revision asked for.
     */
    Future<Optional<Product>> change(ProductModel model, ProductChange change, Precondition precondition, Actor actor);

    /** Succeeds with the product, empty when there is none. */
    Future<Optional<Product>> find(ProductModel model);

    /** Succeeds with products in the order of their models. */
    Future<Page<Product>> list(PageRequest page);
}
