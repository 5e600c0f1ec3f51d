package io.deligate.otaservice.store;

import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The schema of firmware and rollouts. */
public final class OtaDatabase {
    private static final Schema SCHEMA = new Schema("ota", "ota-migrations");

    private OtaDatabase() {}

    /** Like {@link Database#open}. */
    public static Future<Database> open(Vertx vertx, PostgresConfig config) {
        return Database.open(vertx, config, SCHEMA);
    }
}
