package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import java.util.Map;

/** What the devices of a model run, counted; fails when the database does not answer. */
public interface Fleet {
    /** Succeeds with how many devices run which version, the unknown one as the empty text. */
    Future<Map<String, Versions>> of(ProductModel product);

    /** The devices of one version. */
    record Versions(long devices, long online) {}
}
