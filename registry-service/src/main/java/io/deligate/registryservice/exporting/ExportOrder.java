package io.deligate.registryservice.exporting;

import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.importing.FileFormat;
import io.deligate.registryview.DeviceStatus;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an export was asked for: which devices, written how. */
public record ExportOrder(FileFormat format, DeviceFilter filter) {
    /** As the job keeps it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("format", format.text());
        put(json, "product", filter.product(), ProductModel::value);
        put(json, "group_id", filter.group(), GroupId::value);
        put(json, "online", filter.online(), Function.identity());
        put(json, "status", filter.status(), DeviceStatus::text);
        put(json, "q", filter.text(), Function.identity());
        return json;
    }

    private static <T> void put(JsonObject json, String name, @Nullable T value, Function<T, ?> writer) {
        if (value != null) {
            json.put(name, writer.apply(value));
        }
    }

    /** What a job kept. */
    public static ExportOrder of(JsonObject parameters) {
        String product = parameters.getString("product");
        Long group = parameters.getLong("group_id");
        String status = parameters.getString("status");
        return new ExportOrder(
                FileFormat.parse(parameters.getString("format", "")).orElseThrow(),
                new DeviceFilter(
                        product == null ? null : new ProductModel(product),
                        group == null ? null : new GroupId(group),
                        parameters.getBoolean("online"),
                        Optional.ofNullable(status).flatMap(DeviceStatus::parse).orElse(null),
                        parameters.getString("q")));
    }
}
