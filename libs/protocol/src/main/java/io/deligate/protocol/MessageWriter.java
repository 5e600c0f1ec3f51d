package io.deligate.protocol;

import java.time.Instant;

/**
 * The wire form of what the platform sends: UTF-8 JSON without byte order mark, members in the document's order, time in
 * whole seconds of the platform's clock (R48).
 */
public final class MessageWriter {
    private MessageWriter() {}

    /** The payload of an MQTT message to a device, or to many. */
    public static byte[] write(ToDevice message, Instant now) {
        JsonWriter json = new JsonWriter().mid(message.mid()).text("from", message.from());
        DeviceId device = message.device();
        if (device != null) {
            json.text("to", device.value());
        }
        json.number("time", now.getEpochSecond()).number("action", message.action());
        return message.match(new DeviceData(json, Profile.V1_0)).toBytes();
    }

    /** The value of a record for a cloud app. */
    public static byte[] write(ToApp message, Instant now) {
        JsonWriter json = new JsonWriter()
                .mid(message.mid())
                .text("from", message.from())
                .text("to", message.appId().toString())
                .number("time", now.getEpochSecond())
                .number("action", message.action());
        return message.match(new AppData(json)).toBytes();
    }
}
