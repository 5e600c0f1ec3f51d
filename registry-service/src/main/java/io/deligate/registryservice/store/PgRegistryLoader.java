package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.app.AppStatus;
import io.deligate.registryservice.product.ProductStatus;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.AppView;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductKey;
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

/** Loads the records that edges and dispatchers work with. */
public final class PgRegistryLoader implements RegistryLoader {
    private static final String PRODUCT = """
            SELECT p.model, p.type, p.auth, p.status, p.self_unbind, k.sealed, k.valid_until
            FROM products p
            LEFT JOIN product_keys k ON k.model = p.model
                 AND k.valid_from <= $2 AND (k.valid_until IS NULL OR k.valid_until > $2)
            WHERE p.model = $1
            ORDER BY k.valid_from DESC, k.key_id DESC""";
    private static final String DEVICE = """
            SELECT d.product, d.name, d.status, d.group_id, d.product_version, d.session_epoch,
                   ARRAY(SELECT a.service_id FROM device_apps a WHERE a.device_id = d.device_id ORDER BY 1) AS apps,
                   d.connected_at, d.previous_access, s.secret_id, s.username, s.hash, s.not_before, s.not_after
            FROM devices d
            LEFT JOIN LATERAL (
                SELECT * FROM device_secrets WHERE device_id = d.device_id
                ORDER BY not_after DESC NULLS FIRST, created_at DESC LIMIT $2) s ON true
            WHERE d.device_id = $1""";

    /** More than these are never valid together; of those that have ended, one is enough to tell that there were any. */
    private static final int MOST_CREDENTIALS = 32;

    private static final String APP = "SELECT service_id, name, products, status FROM apps WHERE service_id = $1";

    private final Pool pool;
    private final Sealer sealer;
    private final VerifierKeys verifierKeys;
    private final Clock clock;

    public PgRegistryLoader(Pool pool, Sealer sealer, VerifierKeys verifierKeys, Clock clock) {
        this.pool = pool;
        this.sealer = sealer;
        this.verifierKeys = verifierKeys;
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
                .execute(Tuple.of(id.value(), MOST_CREDENTIALS))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(device(id, rows)));
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
        List<ProductKey> keys = rows.stream()
                .filter(row -> row.getBuffer("sealed") != null)
                .map(row -> new ProductKey(
                        new Secret(sealer.open(row.getBuffer("sealed").getBytes(), model)),
                        Times.readOrNull(row.getOffsetDateTime("valid_until"))))
                .toList();
        return new ProductView(
                new ProductModel(model),
                new ProductType(first.getString("type")),
                Stored.known("auth", first.getString("auth"), AuthScheme::parse),
                first.getString("status").equals(ProductStatus.ENABLED.text()),
                first.getBoolean("self_unbind"),
                keys);
    }

    private DeviceView device(DeviceId id, RowSet<Row> rows) {
        List<CredentialVerifier> credentials = rows.stream()
                .filter(row -> row.getString("secret_id") != null)
                .map(row -> new CredentialVerifier(
                        row.getString("username"),
                        verifierKeys.of(id, row.getString("secret_id")),
                        row.getBuffer("hash").getBytes(),
                        row.getOffsetDateTime("not_before").toInstant(),
                        Times.readOrNull(row.getOffsetDateTime("not_after"))))
                .toList();
        Row row = rows.iterator().next();
        Long group = row.getLong("group_id");
        return new DeviceView(
                id,
                new ProductModel(row.getString("product")),
                row.getString("name"),
                Stored.known("status", row.getString("status"), DeviceStatus::parse),
                group == null ? null : new GroupId(group),
                Stream.of(row.getArrayOfLongs("apps")).map(AppId::new).toList(),
                row.getString("product_version"),
                credentials,
                row.getLong("session_epoch"),
                Times.readOrNull(row.getOffsetDateTime("connected_at")),
                Times.readOrNull(row.getOffsetDateTime("previous_access")));
    }
}
