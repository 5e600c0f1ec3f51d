package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.report.ReportTable;
import io.deligate.registryservice.report.ReportedVersion;
import io.deligate.registryservice.report.StoredReport;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reported data in PostgreSQL. */
public final class PgReports implements ReportTable {
    /**
     * The device as it was is what the statement's own snapshot still shows. A version is not believed to a session that
     * is older than the one it is known from: then its report comes again.
     */
    private static final String APPLY = """
            WITH told AS (
            SELECT i.device_id, COALESCE(d.product, i.product) AS product, i.name, i.properties, i.version, i.epoch,
                   i.former, COALESCE(d.product_version, '') AS known, COALESCE(d.version_epoch, -1) AS known_epoch,
                   COALESCE(d.former_epoch, -1) AS known_former, COALESCE(d.version_confirmed, false) AS confirmed,
                   COALESCE(d.versions_run, '{}') AS run,
                   i.version <> '' AND (i.epoch < 0 OR i.epoch >= COALESCE(d.version_epoch, -1)) AS fresh
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $7::bigint[], $8::bigint[])
                 AS i (device_id, product, name, version, properties, epoch, former)
            LEFT JOIN devices d ON d.device_id = i.device_id
            LEFT JOIN products p ON p.model = i.product
            WHERE d.device_id IS NOT NULL OR p.auth = 'product-key'),
            dated AS (
            SELECT told.*,
                   CASE WHEN NOT fresh THEN known_epoch
                        WHEN version = known THEN GREATEST(known_epoch, epoch) ELSE epoch END AS version_epoch,
                   CASE WHEN NOT fresh THEN known_former
                        WHEN version = known THEN GREATEST(known_former, former)
                        ELSE GREATEST(known_former, former, known_epoch) END AS former_epoch
            FROM told),
            judged AS (
            SELECT dated.*, fresh AND version_epoch > former_epoch AND (version <> known OR NOT confirmed) AS came_up,
                   array_remove(run, version) || version AS run_then
            FROM dated),
            changed AS (
            INSERT INTO devices AS d (device_id, product, name, product_version, version_epoch, former_epoch,
                                      version_confirmed, versions_run, properties, registered_at, updated_at)
            SELECT device_id, product, COALESCE(name, ''), CASE WHEN fresh THEN version ELSE known END, version_epoch,
                   former_epoch, came_up OR (confirmed AND (version = known OR NOT fresh)),
                   CASE WHEN came_up THEN run_then[GREATEST(1, cardinality(run_then) - 7):] ELSE run END,
                   properties::json, $6, $6
            FROM judged
            ON CONFLICT (device_id) DO UPDATE SET
                name = COALESCE(NULLIF(EXCLUDED.name, ''), d.name),
                product_version = EXCLUDED.product_version,
                version_epoch = EXCLUDED.version_epoch,
                former_epoch = EXCLUDED.former_epoch,
                version_confirmed = EXCLUDED.version_confirmed,
                versions_run = EXCLUDED.versions_run,
                properties = COALESCE(EXCLUDED.properties, d.properties),
                updated_at = CASE
                    WHEN (EXCLUDED.name <> '' AND EXCLUDED.name <> d.name)
                      OR EXCLUDED.product_version <> d.product_version
                      OR (EXCLUDED.properties IS NOT NULL
                          AND EXCLUDED.properties::text IS DISTINCT FROM d.properties::text)
                    THEN EXCLUDED.updated_at ELSE d.updated_at END
            WHERE (EXCLUDED.name <> '' AND EXCLUDED.name <> d.name)
               OR EXCLUDED.product_version <> d.product_version
               OR EXCLUDED.version_epoch <> d.version_epoch
               OR EXCLUDED.former_epoch <> d.former_epoch
               OR (EXCLUDED.properties IS NOT NULL
                   AND EXCLUDED.properties::text IS DISTINCT FROM d.properties::text)
            RETURNING device_id, product, name, product_version, version_epoch, properties, (xmax = 0) AS registered)
            SELECT changed.device_id, changed.product, changed.name, changed.product_version, changed.version_epoch,
                   changed.registered, COALESCE(before.product_version, '') AS previous_version, judged.came_up,
                   before.device_id IS NULL OR changed.name <> before.name
                       OR changed.product_version <> before.product_version
                       OR changed.properties::text IS DISTINCT FROM before.properties::text AS informed,
                   COALESCE(judged.run[cardinality(judged.run)], '') AS ran,
                   NOT changed.product_version = ANY (judged.run) AS first_time
            FROM changed
            JOIN judged ON judged.device_id = changed.device_id
            LEFT JOIN devices before ON before.device_id = changed.device_id""";

    /** Of a report that names no version. */
    private static final ReportedVersion SILENT =
            new ReportedVersion("", ReportedVersion.UNKNOWN, ReportedVersion.UNKNOWN);

    private final Transactions transactions;

    public PgReports(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Future<Void> apply(Collection<StoredReport> reports) {
        return transactions
                .<Void>run(
                        Actor.PLATFORM,
                        transaction -> transaction
                                .query(APPLY, columns(reports, transaction))
                                .map(changed -> {
                                    changed.forEach(row -> announce(row, transaction));
                                    return null;
                                }))
                .recover(DataFault::explained);
    }

    /** That a device names the same version in another session is written down, and is no news. */
    private static void announce(Row row, Transaction transaction) {
        DeviceId device = new DeviceId(row.getString("device_id"));
        JsonObject product = new JsonObject().put("product", row.getString("product"));
        if (row.getBoolean("registered")) {
            transaction.event(
                    DeviceEvent.Kind.REGISTERED, device, product.copy().put("by", "report"));
        }
        String version = row.getString("product_version");
        String previous = row.getString("previous_version");
        if (!version.equals(previous)) {
            transaction.event(
                    DeviceEvent.Kind.FIRMWARE_CHANGED,
                    device,
                    product.copy().put("from", previous).put("to", version));
        }
        if (row.getBoolean("came_up")) {
            transaction.event(
                    DeviceEvent.Kind.FIRMWARE_CONFIRMED,
                    device,
                    product.copy()
                            .put("from", row.getString("ran"))
                            .put("version", version)
                            .put("first", row.getBoolean("first_time"))
                            .put("epoch", row.getLong("version_epoch")));
        }
        if (row.getBoolean("informed")) {
            transaction.changed(device);
            transaction.event(
                    DeviceEvent.Kind.INFO_UPDATED,
                    device,
                    new JsonObject().put("name", row.getString("name")).put("product_version", version));
        }
    }

    private static Tuple columns(Collection<StoredReport> reports, Transaction transaction) {
        List<StoredReport> rows = List.copyOf(reports);
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(texts(rows, row -> row.device().value()));
        columns.addArrayOfString(texts(rows, StoredReport::product));
        columns.addArrayOfString(texts(rows, StoredReport::name));
        columns.addArrayOfString(texts(rows, row -> version(row).text()));
        columns.addArrayOfString(texts(rows, StoredReport::properties));
        columns.addOffsetDateTime(Times.write(transaction.now()));
        columns.addArrayOfLong(rows.stream().map(row -> version(row).epoch()).toArray(Long[]::new));
        columns.addArrayOfLong(
                rows.stream().map(row -> version(row).formerEpoch()).toArray(Long[]::new));
        return columns;
    }

    private static ReportedVersion version(StoredReport report) {
        return report.version() == null ? SILENT : report.version();
    }

    private static @Nullable String[] texts(List<StoredReport> rows, Function<StoredReport, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
