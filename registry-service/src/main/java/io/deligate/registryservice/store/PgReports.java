package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.report.ReportTable;
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
    /** The device as it was is what the statement's own snapshot still shows. */
    private static final String APPLY = """
            WITH changed AS (
            INSERT INTO devices AS d (device_id, product, name, product_version, properties, registered_at, updated_at)
            SELECT i.device_id, COALESCE(known.product, i.product), COALESCE(i.name, ''),
                   COALESCE(i.product_version, ''), i.properties::json, $6, $6
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                 AS i (device_id, product, name, product_version, properties)
            LEFT JOIN devices known ON known.device_id = i.device_id
            LEFT JOIN products p ON p.model = i.product
            WHERE known.device_id IS NOT NULL OR p.auth = 'product-key'
            ON CONFLICT (device_id) DO UPDATE SET
                name = COALESCE(NULLIF(EXCLUDED.name, ''), d.name),
                product_version = COALESCE(NULLIF(EXCLUDED.product_version, ''), d.product_version),
                properties = COALESCE(EXCLUDED.properties, d.properties),
                updated_at = EXCLUDED.updated_at
            WHERE (EXCLUDED.name <> '' AND EXCLUDED.name <> d.name)
               OR (EXCLUDED.product_version <> '' AND EXCLUDED.product_version <> d.product_version)
               OR (EXCLUDED.properties IS NOT NULL
                   AND EXCLUDED.properties::text IS DISTINCT FROM d.properties::text)
            RETURNING device_id, product, name, product_version, (xmax = 0) AS registered)
            SELECT changed.*, COALESCE(before.product_version, '') AS previous_version
            FROM changed LEFT JOIN devices before ON before.device_id = changed.device_id""";

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

    private static void announce(Row row, Transaction transaction) {
        DeviceId device = new DeviceId(row.getString("device_id"));
        transaction.changed(device);
        if (row.getBoolean("registered")) {
            transaction.event(
                    DeviceEvent.Kind.REGISTERED,
                    device,
                    new JsonObject().put("product", row.getString("product")).put("by", "report"));
        }
        String version = row.getString("product_version");
        String previous = row.getString("previous_version");
        if (!version.equals(previous)) {
            transaction.event(
                    DeviceEvent.Kind.FIRMWARE_CHANGED,
                    device,
                    new JsonObject()
                            .put("product", row.getString("product"))
                            .put("from", previous)
                            .put("to", version));
        }
        transaction.event(
                DeviceEvent.Kind.INFO_UPDATED,
                device,
                new JsonObject()
                        .put("name", row.getString("name"))
                        .put("product_version", row.getString("product_version")));
    }

    private static Tuple columns(Collection<StoredReport> reports, Transaction transaction) {
        List<StoredReport> rows = List.copyOf(reports);
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(texts(rows, row -> row.device().value()));
        columns.addArrayOfString(texts(rows, StoredReport::product));
        columns.addArrayOfString(texts(rows, StoredReport::name));
        columns.addArrayOfString(texts(rows, StoredReport::productVersion));
        columns.addArrayOfString(texts(rows, StoredReport::properties));
        columns.addOffsetDateTime(Times.write(transaction.now()));
        return columns;
    }

    private static @Nullable String[] texts(List<StoredReport> rows, Function<StoredReport, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
