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
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls about product models. */
final class ProductCalls {
    private static final String NAME_FORM = "1 to 16 of A-Z, 0-9 and -";

    private final Products products;
    private final ProductRegistration registration;
    private final Clock clock;

    ProductCalls(Products products, ProductRegistration registration, Clock clock) {
        this.products = products;
        this.registration = registration;
        this.clock = clock;
    }

    Future<Answer> create(RoutingContext request) {
        Product product = product(JsonBody.of(request.body().buffer()), clock.instant());
        return registration
                .register(product)
                .map(registered -> registered
                        .map(key -> created(product, key))
                        .orElseThrow(() -> new CallerFault(
                                Problem.of(409, "exists", "product " + product.model() + " exists already"))));
    }

    Future<Answer> list(RoutingContext request) {
        Query query = new Query(request.queryParams());
        var page = query.page();
        query.end();
        return products.list(page).map(found -> Lists.page(found, ProductCalls::write));
    }

    Future<Answer> get(RoutingContext request) {
        String model = request.pathParam("model");
        return ProductModel.parse(model)
                .map(products::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> Lists.one(
                        200, found.orElseThrow(() -> CallerFault.notFound("this product")), ProductCalls::write));
    }

    private static Product product(JsonBody body, Instant now) {
        Instant created = now.truncatedTo(ChronoUnit.MILLIS);
        ProductModel model = body.required("model", NAME_FORM, ProductModel::parse);
        Product product = new Product(
                model,
                body.required("type", NAME_FORM, ProductType::parse),
                body.optional("name", model.value(), "1 to 256 characters", ProductCalls::name),
                body.optional("auth", AuthScheme.PRODUCT_KEY, "product-key or pre-registered", AuthScheme::parse),
                body.flag("self_unbind", false),
                body.integers(
                        "actions",
                        Product.ALL_ACTIONS,
                        Product.LOWEST_ACTION,
                        Product.HIGHEST_ACTION,
                        Product.MOST_ACTIONS),
                ProductStatus.ENABLED,
                created,
                created);
        body.end();
        return product;
    }

    private static Optional<String> name(String text) {
        boolean usable = !text.isBlank() && text.length() <= Product.LONGEST_NAME && text.indexOf('\0') < 0;
        return usable ? Optional.of(text) : Optional.empty();
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
