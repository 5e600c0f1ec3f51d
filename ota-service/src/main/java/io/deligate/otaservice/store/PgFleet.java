package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Fleet;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What devices run, from the view that registry-service publishes in the same database. */
public final class PgFleet implements Fleet {
    private static final String VERSIONS = """
            SELECT product_version, devices, online FROM registry.published_versions WHERE product = $1
            ORDER BY devices DESC, product_version LIMIT 100""";

    private static final String DEVICE =
            "SELECT device_id, product, product_version, versions_run, online, connected_at, previous_access"
                    + " FROM registry.published_devices ";
    private static final String DEVICES = DEVICE + "WHERE device_id = ANY ($1)";
    private static final String PAGE = DEVICE + "WHERE product = $1 AND device_id > $2 ORDER BY device_id LIMIT $3";

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

    @Override
    public Future<Map<String, Device>> devices(Collection<String> ids) {
        return pool.preparedQuery(DEVICES)
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> rows.stream().map(PgFleet::read).collect(Collectors.toMap(Device::id, each -> each)));
    }

    @Override
    public Future<List<Device>> page(ProductModel product, String after, int rows) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(product.value(), after, rows))
                .map(found -> found.stream().map(PgFleet::read).toList());
    }

    private static Device read(Row row) {
        return new Device(
                row.getString("device_id"),
                new ProductModel(row.getString("product")),
                row.getString("product_version"),
                List.of(row.getArrayOfStrings("versions_run")),
                row.getBoolean("online"),
                Times.readOrNull(row.getOffsetDateTime("connected_at")),
                Times.readOrNull(row.getOffsetDateTime("previous_access")));
    }
}
