package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryview.DeviceStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.stream.Stream;

/** Devices in PostgreSQL, as operators see them. */
public final class PgDevices implements Devices {
    private static final String COLUMNS = "device_id, product, name, status, group_id, product_version, "
            + "properties::text AS properties, online, edge, connected_at, last_error, revision, "
            + "ARRAY(SELECT a.service_id FROM device_apps a WHERE a.device_id = devices.device_id ORDER BY 1) AS apps";
    private static final String FIND = "SELECT " + COLUMNS + " FROM devices WHERE device_id = $1";

    private final Pool pool;

    public PgDevices(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Optional<Device>> find(DeviceId id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgDevices::read).findFirst());
    }

    /** The device as the change has made it; it must exist. */
    static Future<Device> get(Transaction transaction, DeviceId id) {
        return transaction
                .query(FIND, Tuple.of(id.value()))
                .map(rows -> read(rows.iterator().next()));
    }

    @Override
    public Future<Page<Device>> list(DeviceFilter filter, PageRequest page) {
        Where where = where(filter, page.after());
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM devices WHERE " + where.text()
                        + " ORDER BY device_id LIMIT " + page.rows())
                .execute(where.values())
                .map(rows -> Page.of(
                        rows.stream().map(PgDevices::read).toList(),
                        page,
                        device -> device.id().value()));
    }

    /** Succeeds with how many devices the filter lets through. */
    Future<Long> count(DeviceFilter filter) {
        Where where = where(filter, "");
        return pool.preparedQuery("SELECT count(*) AS devices FROM devices WHERE " + where.text())
                .execute(where.values())
                .map(rows -> rows.iterator().next().getLong("devices"));
    }

    private static Where where(DeviceFilter filter, String after) {
        return new Where()
                .and("device_id > $", after)
                .and(
                        "product = $",
                        filter.product() == null ? null : filter.product().value())
                .and(
                        "group_id = $",
                        filter.group() == null ? null : filter.group().value())
                .and("online = $", filter.online())
                .and(
                        "status = $",
                        filter.status() == null ? null : filter.status().text())
                .and("(device_id ILIKE $ OR name ILIKE $)", filter.text() == null ? null : part(filter.text()));
    }

    /** The pattern of texts that hold this one. */
    private static String part(String text) {
        return "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static Device read(Row row) {
        Long group = row.getLong("group_id");
        return new Device(
                new DeviceId(row.getString("device_id")),
                new ProductModel(row.getString("product")),
                row.getString("name"),
                Stored.known("status", row.getString("status"), DeviceStatus::parse),
                group == null ? null : new GroupId(group),
                Stream.of(row.getArrayOfLongs("apps")).map(AppId::new).toList(),
                row.getString("product_version"),
                row.getString("properties"),
                row.getBoolean("online"),
                row.getString("edge"),
                Times.readOrNull(row.getOffsetDateTime("connected_at")),
                row.getString("last_error"),
                row.getLong("revision"));
    }
}
