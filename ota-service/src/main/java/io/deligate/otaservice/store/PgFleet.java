package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Fleet;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.TreeMap;

/** What devices run, from the view that registry-service publishes in the same database. */
public final class PgFleet implements Fleet {
    private static final String VERSIONS = """
            SELECT product_version, devices, online FROM registry.published_versions WHERE product = $1
            ORDER BY devices DESC, product_version LIMIT 100""";

    private final Pool pool;

    public PgFleet(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Map<String, Versions>> of(ProductModel product) {
        return pool.preparedQuery(VERSIONS).execute(Tuple.of(product.value())).map(rows -> {
            Map<String, Versions> versions = new TreeMap<>();
            for (Row row : rows) {
                versions.put(
                        row.getString("product_version"), new Versions(row.getLong("devices"), row.getLong("online")));
            }
            return versions;
        });
    }
}
