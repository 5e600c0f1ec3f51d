package io.deligate.otaservice.store;

import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.otaservice.firmware.Firmwares;
import io.deligate.otaservice.firmware.NewFirmware;
import io.deligate.otaservice.firmware.VersionTaken;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UpgradeType;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Firmware in PostgreSQL. */
public final class PgFirmwares implements Firmwares {
    static final String COLUMNS = "f.firmware_id, f.product, f.version, f.release_seq, f.upgrade_type, f.url, f.md5, "
            + "f.sha256, f.size, f.created_at AS firmware_created_at";

    /** Holds the model's row until the commit: numbers rise in the order of commits. */
    private static final String NEXT = """
            INSERT INTO models AS m (product, type, last_seq, revision) VALUES ($1, $2, 1, 1)
            ON CONFLICT (product) DO UPDATE SET last_seq = m.last_seq + 1, revision = m.revision + 1
            RETURNING last_seq""";

    private static final String ADD = """
            INSERT INTO firmware (firmware_id, product, version, release_seq, upgrade_type, url, md5, sha256, size,
                                  created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""";
    private static final String FIND = "SELECT " + COLUMNS + " FROM firmware f WHERE firmware_id = $1";
    private static final String HAS = "SELECT 1 FROM firmware WHERE product = $1 AND version = $2";
    private static final String LIST = "SELECT " + COLUMNS + """
             FROM firmware f WHERE ($1::text IS NULL OR product = $1) AND firmware_id COLLATE "C" > $2
            ORDER BY firmware_id COLLATE "C" LIMIT $3""";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Pool pool;
    private final Clock clock;

    public PgFirmwares(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Future<Firmware> add(NewFirmware firmware, Caller caller) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return pool.withTransaction(connection -> connection
                        .preparedQuery(NEXT)
                        .execute(Tuple.of(
                                firmware.product().value(), firmware.type().value()))
                        .map(rows -> numbered(firmware, rows.iterator().next().getLong("last_seq"), now))
                        .compose(numbered -> insert(connection, numbered, caller)))
                .recover(failure -> Future.failedFuture(
                        failure instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState())
                                ? new VersionTaken(firmware.version())
                                : failure));
    }

    private static Firmware numbered(NewFirmware firmware, long seq, Instant now) {
        return new Firmware(
                "f-" + UUID.randomUUID(),
                firmware.product(),
                firmware.version(),
                seq,
                firmware.upgradeType(),
                firmware.url(),
                firmware.md5(),
                firmware.sha256(),
                firmware.size(),
                now);
    }

    private static Future<Firmware> insert(SqlConnection connection, Firmware firmware, Caller caller) {
        Tuple row = Tuple.tuple()
                .addString(firmware.id())
                .addString(firmware.product().value())
                .addString(firmware.version())
                .addLong(firmware.seq())
                .addString(firmware.upgradeType().wireName())
                .addString(firmware.url() == null ? null : firmware.url().toString())
                .addString(firmware.md5())
                .addString(firmware.sha256())
                .addLong(firmware.size())
                .addOffsetDateTime(Times.write(firmware.createdAt()));
        JsonObject detail = new JsonObject()
                .put("product", firmware.product().value())
                .put("version", firmware.version())
                .put("checksum", firmware.md5());
        return connection
                .preparedQuery(ADD)
                .execute(row)
                .compose(done -> Audit.add(
                        connection,
                        caller,
                        firmware.createdAt(),
                        "createFirmware",
                        "firmware:" + firmware.id(),
                        detail))
                .map(firmware);
    }

    @Override
    public Future<Optional<Firmware>> find(String id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().map(PgFirmwares::read).findFirst());
    }

    @Override
    public Future<Boolean> hasVersion(ProductModel product, String version) {
        return pool.preparedQuery(HAS)
                .execute(Tuple.of(product.value(), version))
                .map(rows -> rows.size() > 0);
    }

    @Override
    public Future<List<Firmware>> list(@Nullable ProductModel product, String after, int rows) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(product == null ? null : product.value(), after, rows))
                .map(found -> found.stream().map(PgFirmwares::read).toList());
    }

    static Firmware read(Row row) {
        String url = row.getString("url");
        return new Firmware(
                row.getString("firmware_id"),
                new ProductModel(row.getString("product")),
                row.getString("version"),
                row.getLong("release_seq"),
                UpgradeType.parse(row.getString("upgrade_type")).orElseThrow(),
                url == null ? null : URI.create(url),
                row.getString("md5"),
                row.getString("sha256"),
                row.getLong("size"),
                row.getOffsetDateTime("firmware_created_at").toInstant());
    }
}
