package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.product.Product;
import io.deligate.registryservice.product.ProductChange;
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
    private static final long FIRST = 1;

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
        operations.add("updateProduct", this::update);
    }

    private Future<Answer> create(Request request) {
        Product product = product(request.body(), clock.instant());
        return registration
                .register(product, request.actor())
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
                .map(ProductCalls::found);
    }

    private Future<Answer> update(Request request) {
        JsonBody body = request.body();
        ProductChange change = new ProductChange(
                body.has("name") ? body.text("name") : null,
                body.parsedOrNull("auth", AuthScheme::parse),
                body.has("self_unbind") ? body.flag("self_unbind") : null,
                body.has("actions") ? body.integers("actions") : null,
                body.parsedOrNull("status", ProductStatus::parse));
        return ProductModel.parse(request.path("model"))
                .map(model -> products.change(model, change, request.precondition(), request.actor()))
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(ProductCalls::found);
    }

    private static Answer found(Optional<Product> found) {
        Product product = found.orElseThrow(() -> CallerFault.notFound("this product"));
        return Lists.one(200, product, ProductCalls::write).withRevision(product.revision());
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
                FIRST,
                created,
                created);
    }

    private static Answer created(Product product, Secret key) {
        return Lists.one(201, product, (one, out) -> write(one, key.reveal(), out))
                .withRevision(product.revision())
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
