package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** Writes the {@code data} of each message to a cloud app. */
record AppData(JsonWriter json) implements ToApp.Cases<JsonWriter> {
    @Override
    public JsonWriter messageFromDevice(MessageFromDevice message) {
        return json.raw("data", message.data());
    }

    @Override
    public JsonWriter receipt(Receipt message) {
        return json.object("data")
                .textIfAny("cmd", message.cmd())
                .number("code", message.code().code())
                .text("msg", message.msg())
                .textIfAny("device_id", message.deviceId())
                .end();
    }

    @Override
    public JsonWriter deviceBound(DeviceBound message) {
        DeviceBound.Product product = message.product();
        return group(json.object("data").text("device_id", message.device().value()), message.groupId())
                .text("name", message.name())
                .number("status", message.online() ? 1 : 0)
                .object("product")
                .text("model", product.model().value())
                .text("type", product.type().value())
                .text("name", product.name())
                .end()
                .end();
    }

    @Override
    public JsonWriter deviceUnbound(DeviceUnbound message) {
        return group(json.object("data").text("device_id", message.device().value()), message.groupId())
                .end();
    }

    /** Null for a device that belongs to no organisation, as in the reply to a 102. */
    private static JsonWriter group(JsonWriter json, @Nullable GroupId group) {
        return group == null ? json.nothing("group_id") : json.number("group_id", group.value());
    }

    @Override
    public JsonWriter devicePresence(DevicePresence message) {
        return json.object("data")
                .text("device_id", message.device().value())
                .text("name", message.name())
                .number("status", message.online() ? 1 : 0)
                .end();
    }
}
