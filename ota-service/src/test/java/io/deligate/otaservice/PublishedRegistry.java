package io.deligate.otaservice;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AppView;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryLoader;
import io.deligate.servicekit.config.Secret;
import io.deligate.testkit.TestDatabase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What registry-service publishes: views in the database, and records in the cluster. */
final class PublishedRegistry implements RegistryLoader {
    static final Secret SECRET = new Secret("a secret key for this test");

    private final Map<DeviceId, DeviceView> devices = new ConcurrentHashMap<>();
    private final Map<ProductModel, ProductView> products = new ConcurrentHashMap<>();
    private final TestDatabase database;

    PublishedRegistry(TestDatabase database) throws SQLException {
        this.database = database;
        execute("""
                DROP SCHEMA IF EXISTS registry, ota CASCADE;
                CREATE SCHEMA registry;
                CREATE TABLE registry.published_api_keys (
                    key_id text, name text, role text, hash bytea, expires_at timestamptz);
                CREATE TABLE registry.published_versions (
                    product text, product_version text, devices bigint, online bigint);
                CREATE TABLE registry.published_audit (
                    audit_id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz, actor text, actor_name text,
                    action text, target text, detail json);
                CREATE TABLE registry.published_devices (
                    device_id text COLLATE "C" PRIMARY KEY, product text, product_version text, versions_run text[],
                    online boolean, connected_at timestamptz, previous_access timestamptz)""");
        for (ApiRole role : ApiRole.values()) {
            key(role.text(), role);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    /** From now on this text is the API key of such a caller. */
    void key(String text, ApiRole role) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO registry.published_api_keys VALUES (?, ?, ?, ?, NULL)")) {
            insert.setString(1, "id-" + text);
            insert.setString(2, text);
            insert.setString(3, role.text());
            insert.setBytes(4, new KeyHash(new SecretKeys(SECRET)).of(text));
            int unused = insert.executeUpdate();
        }
    }

    void versions(String product, String version, long devices) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO registry.published_versions VALUES (?, ?, ?, 0)")) {
            insert.setString(1, product);
            insert.setString(2, version);
            insert.setLong(3, devices);
            int unused = insert.executeUpdate();
        }
    }

    void product(String model) {
        ProductModel product = new ProductModel(model);
        products.put(
                product,
                new ProductView(product, new ProductType("KQ"), AuthScheme.PRODUCT_KEY, true, false, List.of()));
    }

    /** A device that came up with its version and is online. */
    void device(String id, String model, String version) throws SQLException {
        device(id, model, version, version);
    }

    private void put(String id, String model, String version) {
        DeviceId device = new DeviceId(id);
        devices.put(
                device,
                new DeviceView(
                        device,
                        new ProductModel(model),
                        "",
                        DeviceStatus.NORMAL,
                        null,
                        List.of(),
                        version,
                        List.of(),
                        DeviceView.NO_SESSION,
                        null,
                        null));
    }

    /** The same with the versions it ran so far, in braces when there are several. */
    void device(String id, String model, String version, String run) throws SQLException {
        put(id, model, version);
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO registry.published_devices VALUES (?, ?, ?, ?::text[], true, now(), NULL)
                        ON CONFLICT (device_id) DO UPDATE SET product_version = EXCLUDED.product_version,
                            versions_run = EXCLUDED.versions_run""")) {
            insert.setString(1, id);
            insert.setString(2, model);
            insert.setString(3, version);
            insert.setString(4, run.startsWith("{") ? run : "{" + run + "}");
            int unused = insert.executeUpdate();
        }
    }

    @Override
    public Future<Optional<ProductView>> product(ProductModel model) {
        return Future.succeededFuture(Optional.ofNullable(products.get(model)));
    }

    @Override
    public Future<Optional<DeviceView>> device(DeviceId id) {
        return Future.succeededFuture(Optional.ofNullable(devices.get(id)));
    }

    @Override
    public Future<Optional<AppView>> app(AppId id) {
        return Future.succeededFuture(Optional.empty());
    }
}
