package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.product.Product;
import io.deligate.registryservice.product.ProductRegistration;
import io.deligate.registryservice.product.ProductStatus;
import io.deligate.registryservice.product.Products;
import io.deligate.registryview.AuthScheme;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls about product models. */
public final class ProductCalls implements Calls {
    private final Products products;
    private final ProductRegistration registration;
    private final Clock clock;

    public ProductCalls(Products products, ProductRegistration registration, Clock clock) {
        this.products = products;
        this.registration = registration;
        this.clock = clock;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("createProduct", this::create);
        operations.add("listProducts", this::list);
        operations.add("getProduct", this::get);
    }

    private Future<Answer> create(Request request) {
        Product product = product(request.body(), clock.instant());
        return registration
                .register(product)
                .map(registered -> registered
                        .map(key -> created(product, key))
                        .orElseThrow(() -> new CallerFault(
                                Problem.of(409, "exists", "product " + product.model() + " exists already"))));
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return products.list(page).map(found -> Lists.page(found, ProductCalls::write));
    }

    private Future<Answer> get(Request request) {
        return ProductModel.parse(request.path("model"))
                .map(products::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> Lists.one(
                        200, found.orElseThrow(() -> CallerFault.notFound("this product")), ProductCalls::write));
    }

    private static Product product(JsonBody body, Instant now) {
        Instant created = now.truncatedTo(ChronoUnit.MILLIS);
        ProductModel model = body.parsed("model", ProductModel::parse);
        return new Product(
                model,
                body.parsed("type", ProductType::parse),
                body.has("name") ? body.text("name") : model.value(),
                body.parsed("auth", AuthScheme::parse),
                body.flag("self_unbind"),
                body.integers("actions"),
                ProductStatus.ENABLED,
                created,
                created);
    }

    private static Answer created(Product product, Secret key) {
        return Lists.one(201, product, (one, out) -> write(one, key.reveal(), out))
                .with("Location", "/v1/products/" + product.model())
                .with("Cache-Control", "no-store");
    }

    private static void write(Product product, JsonGenerator out) throws IOException {
        write(product, null, out);
    }

    private static void write(Product product, @Nullable String key, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("model", product.model().value());
        out.writeStringField("type", product.type().value());
        out.writeStringField("name", product.name());
        out.writeStringField("auth", product.auth().text());
        out.writeBooleanField("self_unbind", product.selfUnbind());
        out.writeArrayFieldStart("actions");
        for (int action : product.actions()) {
            out.writeNumber(action);
        }
        out.writeEndArray();
        out.writeStringField("status", product.status().text());
        out.writeStringField("created_at", product.createdAt().toString());
        out.writeStringField("updated_at", product.updatedAt().toString());
        if (key != null) {
            out.writeStringField("product_key", key);
        }
        out.writeEndObject();
    }
}
