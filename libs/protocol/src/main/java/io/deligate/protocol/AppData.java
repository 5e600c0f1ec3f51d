package io.deligate.protocol;

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
        return json.object("data")
                .text("device_id", message.device().value())
                .number("group_id", message.groupId().value())
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
        return json.object("data")
                .text("device_id", message.device().value())
                .number("group_id", message.groupId().value())
                .end();
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
