package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.standing.Standing;
import io.deligate.registryview.DeviceStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device whose row this change holds until its end: changes of one device come one after the other, and so do their
 * records in the outbox.
 *
 * @param facts what an event about one of its bindings says of the device
 * @param product its model
 */
record HeldDevice(
        DeviceId id,
        ProductModel product,
        JsonObject facts,
        @Nullable GroupId group,
        Standing standing,
        long revision) {
    private static final String HOLD = """
            SELECT d.device_id, d.product, d.name, d.online, d.group_id, d.status, d.lock_under_ban, d.revision,
                   p.type, p.name AS product_name
            FROM devices d JOIN products p ON p.model = d.product
            WHERE d.device_id = $1 FOR UPDATE OF d""";

    /** Succeeds with the device once nobody else changes it, empty when there is none. */
    static Future<Optional<HeldDevice>> hold(Transaction transaction, DeviceId id) {
        return transaction
                .query(HOLD, Tuple.of(id.value()))
                .map(rows -> rows.stream().map(HeldDevice::read).findFirst());
    }

    private static HeldDevice read(Row row) {
        Long group = row.getLong("group_id");
        JsonObject product = new JsonObject()
                .put("model", row.getString("product"))
                .put("type", row.getString("type"))
                .put("name", row.getString("product_name"));
        return new HeldDevice(
                new DeviceId(row.getString("device_id")),
                new ProductModel(row.getString("product")),
                new JsonObject()
                        .put("name", row.getString("name"))
                        .put("status", row.getBoolean("online") ? 1 : 0)
                        .put("product", product),
                group == null ? null : new GroupId(group),
                Standing.of(
                        Stored.known("status", row.getString("status"), DeviceStatus::parse),
                        row.getBoolean("lock_under_ban")),
                row.getLong("revision"));
    }
}
