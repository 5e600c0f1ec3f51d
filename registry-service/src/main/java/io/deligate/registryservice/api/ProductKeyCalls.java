package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.product.ProductKeyRotation;
import io.deligate.registryservice.product.ProductKeyRotation.Rotated;
import io.deligate.registryservice.product.StoredProductKeys;
import io.deligate.registryservice.product.TooManyKeys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** The call about product keys. */
public final class ProductKeyCalls implements Calls {
    private final ProductKeyRotation rotation;

    public ProductKeyCalls(ProductKeyRotation rotation) {
        this.rotation = rotation;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("rotateProductKey", this::rotate);
    }

    private Future<Answer> rotate(Request request) {
        Duration overlap = Duration.ofSeconds(request.body().integer("overlap_s"));
        Optional<ProductModel> model = ProductModel.parse(request.path("model"));
        if (model.isEmpty()) {
            throw CallerFault.notFound("this product");
        }
        return rotation.rotate(model.get(), overlap, request.actor())
                .map(found -> {
                    Rotated rotated = found.orElseThrow(() -> CallerFault.notFound("this product"));
                    JsonObject answer = new JsonObject()
                            .put("model", model.get().value())
                            .put("product_key", rotated.key().reveal())
                            .put("older_keys_end_at", rotated.olderEnd().toString());
                    return Answer.json(200, answer).with("Cache-Control", "no-store");
                })
                .recover(failure -> Future.failedFuture(failure instanceof TooManyKeys ? tooMany() : failure));
    }

    private static CallerFault tooMany() {
        return new CallerFault(Problem.of(
                409,
                "too-many",
                "product has " + StoredProductKeys.MOST
                        + " valid keys (expected: fewer; let one end, or overlap_s 0)"));
    }
}
