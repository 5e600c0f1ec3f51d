package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.app.AppStatus;
import io.deligate.registryservice.product.ProductStatus;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryview.AppView;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryLoader;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Loads the records that edges and dispatchers work with. */
public final class PgRegistryLoader implements RegistryLoader {
    private static final String PRODUCT = """
            SELECT p.model, p.type, p.auth, p.status, p.self_unbind, k.sealed
            FROM products p
            LEFT JOIN product_keys k ON k.model = p.model
                 AND k.valid_from <= $2 AND (k.valid_until IS NULL OR k.valid_until > $2)
            WHERE p.model = $1
            ORDER BY k.valid_from DESC, k.key_id DESC""";
    private static final String DEVICE = """
            SELECT device_id, product, status, group_id,
                   ARRAY(SELECT a.service_id FROM device_apps a WHERE a.device_id = devices.device_id ORDER BY 1) AS apps,
                   product_version, own_credentials, session_epoch,
                   connected_at, previous_access
            FROM devices WHERE device_id = $1""";

    private static final String APP = "SELECT service_id, name, products, status FROM apps WHERE service_id = $1";

    private final Pool pool;
    private final Sealer sealer;
    private final Clock clock;

    public PgRegistryLoader(Pool pool, Sealer sealer, Clock clock) {
        this.pool = pool;
        this.sealer = sealer;
        this.clock = clock;
    }

    @Override
    public Future<Optional<ProductView>> product(ProductModel model) {
        return pool.preparedQuery(PRODUCT)
                .execute(Tuple.of(model.value(), Times.write(clock.instant())))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(product(rows)));
    }

    @Override
    public Future<Optional<DeviceView>> device(DeviceId id) {
        return pool.preparedQuery(DEVICE)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgRegistryLoader::device).findFirst());
    }

    @Override
    public Future<Optional<AppView>> app(AppId id) {
        return pool.preparedQuery(APP)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgRegistryLoader::app).findFirst());
    }

    private static AppView app(Row row) {
        return new AppView(
                new AppId(row.getLong("service_id")),
                row.getString("name"),
                row.getString("status").equals(AppStatus.ENABLED.text()),
                Stream.of(row.getArrayOfStrings("products"))
                        .map(ProductModel::new)
                        .toList());
    }

    private ProductView product(RowSet<Row> rows) {
        Row first = rows.iterator().next();
        String model = first.getString("model");
        List<Secret> keys = StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getBuffer("sealed"))
                .filter(value -> value != null)
                .map(value -> new Secret(sealer.open(value.getBytes(), model)))
                .toList();
        return new ProductView(
                new ProductModel(model),
                new ProductType(first.getString("type")),
                Stored.known("auth", first.getString("auth"), AuthScheme::parse),
                first.getString("status").equals(ProductStatus.ENABLED.text()),
                first.getBoolean("self_unbind"),
                keys);
    }

    private static DeviceView device(Row row) {
        Long group = row.getLong("group_id");
        return new DeviceView(
                new DeviceId(row.getString("device_id")),
                new ProductModel(row.getString("product")),
                Stored.known("status", row.getString("status"), DeviceStatus::parse),
                group == null ? null : new GroupId(group),
                Stream.of(row.getArrayOfLongs("apps")).map(AppId::new).toList(),
                row.getString("product_version"),
                row.getBoolean("own_credentials"),
                row.getLong("session_epoch"),
                Times.readOrNull(row.getOffsetDateTime("connected_at")),
                Times.readOrNull(row.getOffsetDateTime("previous_access")));
    }
}
