package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryservice.trace.SecretMask;
import io.deligate.registryview.DeviceStatus;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls about devices. */
public final class DeviceCalls implements Calls {
    private final Devices devices;

    public DeviceCalls(Devices devices) {
        this.devices = devices;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("listDevices", this::list);
        operations.add("getDevice", this::get);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        DeviceFilter filter = new DeviceFilter(
                query.value("product", "1 to 16 of A-Z, 0-9 and -", ProductModel::parse),
                query.value("group_id", "an integer", GroupId::parse),
                query.value("online", "true or false", DeviceCalls::flag),
                query.value("status", "normal, locked or banned", DeviceStatus::parse),
                query.value("q", Query.TEXT_EXPECTED, Query::text));
        var page = query.page();
        query.end();
        return devices.list(filter, page).map(found -> Lists.page(found, DeviceCalls::write));
    }

    private Future<Answer> get(Request request) {
        return DeviceId.parse(request.path("id"))
                .map(devices::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> answer(found.orElseThrow(() -> CallerFault.notFound("this device"))));
    }

    /** The device as it is now. */
    static Answer answer(Device device) {
        return Lists.one(200, device, DeviceCalls::write).withRevision(device.revision());
    }

    static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static void write(Device device, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(device, out);
        out.writeEndObject();
    }

    /** The fields of a device, inside an object that may hold others too. */
    static void writeFields(Device device, JsonGenerator out) throws IOException {
        out.writeStringField("device_id", device.id().value());
        out.writeStringField("product", device.product().value());
        out.writeStringField("name", device.name());
        out.writeStringField("status", device.status().text());
        if (device.group() == null) {
            out.writeNullField("group_id");
        } else {
            out.writeNumberField("group_id", device.group().value());
        }
        out.writeArrayFieldStart("apps");
        for (AppId app : device.apps()) {
            out.writeNumber(app.value());
        }
        out.writeEndArray();
        out.writeStringField("product_version", device.productVersion());
        out.writeFieldName("properties");
        out.writeRawValue(device.properties() == null ? "{}" : SecretMask.properties(device.properties()));
        out.writeBooleanField("online", device.online());
        writeText("edge", device.online() ? device.edge() : null, out);
        out.writeNumberField(
                "last_access",
                device.connectedAt() == null ? 0 : device.connectedAt().getEpochSecond());
        writeText("last_error", device.lastError(), out);
    }

    private static void writeText(String name, @Nullable String text, JsonGenerator out) throws IOException {
        if (text == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, text);
        }
    }
}
