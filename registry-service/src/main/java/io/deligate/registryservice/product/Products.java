package io.deligate.registryservice.product;

import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.paging.Page;
import io.deligate.registryservice.paging.PageRequest;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** The stored products. */
public interface Products {
    /** Succeeds with true once product and key are committed, with false when the model is taken. */
    Future<Boolean> add(Product product, Secret key);

    /** Succeeds with the product, empty when there is none. */
    Future<Optional<Product>> find(ProductModel model);

    /** Succeeds with products in the order of their models. */
    Future<Page<Product>> list(PageRequest page);
}
