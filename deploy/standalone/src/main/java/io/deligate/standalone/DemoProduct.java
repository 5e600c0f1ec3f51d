package io.deligate.standalone;

import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/**
 * A product of the demo, of type KQ.
 *
 * @param keyFile in the data folder; the API shows a key only once, so the demo keeps the one it was given
 */
record DemoProduct(String model, String name, String keyFile) {

    /** Succeeds with the product's key, when the product exists; fails with {@link StartFailure}. */
    Future<String> key(Vertx vertx, DemoRest registry, DataFolder data) {
        return registry.post(
                        "/v1/products",
                        new JsonObject()
                                .put("model", model)
                                .put("type", "KQ")
                                .put("name", name)
                                .put("auth", "product-key")
                                .put("self_unbind", true))
                .compose(answer -> vertx.executeBlocking(() -> keyFrom(answer, data)));
    }

    private String keyFrom(HttpResponse<String> answer, DataFolder data) throws IOException {
        if (answer.statusCode() == 201) {
            String key = new JsonObject(answer.body()).getString("product_key");
            data.keep(keyFile, key);
            return key;
        }
        if (answer.statusCode() == 409 && Files.exists(data.file(keyFile))) {
            return Files.readString(data.file(keyFile)).strip();
        }
        throw new StartFailure(
                "demo: product " + model + " cannot be made (HTTP " + answer.statusCode() + ")",
                "a platform without it, or with the key in " + data.file(keyFile));
    }
}
