package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.report.ReportTable;
import io.deligate.registryservice.report.StoredReport;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reported data in PostgreSQL. */
public final class PgReports implements ReportTable {
    private static final String APPLY = """
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
            RETURNING device_id""";

    private final Pool pool;
    private final Clock clock;

    public PgReports(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Future<Set<DeviceId>> apply(Collection<StoredReport> reports) {
        List<StoredReport> rows = List.copyOf(reports);
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(texts(rows, row -> row.device().value()));
        columns.addArrayOfString(texts(rows, StoredReport::product));
        columns.addArrayOfString(texts(rows, StoredReport::name));
        columns.addArrayOfString(texts(rows, StoredReport::productVersion));
        columns.addArrayOfString(texts(rows, StoredReport::properties));
        columns.addOffsetDateTime(Times.write(clock.instant()));
        return pool.preparedQuery(APPLY)
                .execute(columns)
                .map(changed -> changed.stream()
                        .map(row -> new DeviceId(row.getString("device_id")))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static @Nullable String[] texts(List<StoredReport> rows, Function<StoredReport, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
