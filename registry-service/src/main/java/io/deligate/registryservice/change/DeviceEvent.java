package io.deligate.registryservice.change;

import io.deligate.protocol.DeviceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Something that happened to a device, as a CloudEvents 1.0 record of the events topic in binary mode.
 *
 * @param data the event's own members beside {@code device_id}
 */
public record DeviceEvent(Kind kind, DeviceId device, Instant at, JsonObject data) {
    private static final String SOURCE = "/deligate/registry";

    /** What can happen; part of the public contract. */
    public enum Kind {
        REGISTERED("registered"),
        INFO_UPDATED("info-updated"),
        FIRMWARE_CHANGED("firmware-changed"),
        /** The device reported the version in a session that saw no other: it has come up with it. */
        FIRMWARE_CONFIRMED("firmware-confirmed"),
        LOCKED("locked"),
        UNLOCKED("unlocked"),
        BANNED("banned"),
        UNBANNED("unbanned"),
        BOUND("bound"),
        UNBOUND("unbound"),
        APP_BOUND("app-bound"),
        APP_UNBOUND("app-unbound"),
        ALARM("alarm"),
        CREDENTIALS_CHANGED("credentials-changed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The {@code ce_type}. */
        public String type() {
            return "cloud.deli.device." + label + ".v1";
        }
    }

    public DeviceEvent {
        data = data.copy();
    }

    /** The event as a record, with an id of its own that stays the same when the record is sent again. */
    public OutboxRecord toRecord(String topic) {
        return new OutboxRecord.ToTopic(
                topic,
                device.value(),
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_type", kind.type(),
                        "ce_id", UUID.randomUUID().toString(),
                        "ce_source", SOURCE,
                        "ce_time", at.toString(),
                        "ce_subject", device.value(),
                        "content-type", "application/json"),
                new JsonObject().put("device_id", device.value()).mergeIn(data).encode());
    }
}
