package io.deligate.registryservice.store;

import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The registry's schema. */
public final class RegistryDatabase {
    private static final Schema SCHEMA = new Schema("registry", "registry-migrations");

    private RegistryDatabase() {}

    /** Like {@link Database#open}. */
    public static Future<Database> open(Vertx vertx, PostgresConfig config) {
        return Database.open(vertx, config, SCHEMA);
    }
}
