package io.deligate.streams.refusal;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the registry's topic: an edge refused a connect or an uplink of a device that the registry knows (R149).
 * Its key is the device id, its header {@code deli-record} tells it from the requests of devices. Nothing in it comes
 * from what the device sent.
 *
 * @param reason the label that the edge's metrics give the reason, such as {@code bad-password}
 * @param time when it was refused, in milliseconds
 * @param ip the device's address as the edge saw it
 */
public record RefusalRecord(DeviceId device, What what, String reason, Instant time, String ip) {
    /** The value of {@link DeliHeaders#RECORD} for this kind of record. */
    public static final String KIND = "refusal";

    private static final Pattern REASON = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-zA-Z.:%_-]{0,64}");

    /** What was refused. */
    public enum What {
        CONNECT("connect"),
        UPLINK("uplink");

        private final String label;

        What(String label) {
            this.label = label;
        }

        /** The wire form. */
        public String label() {
            return label;
        }

        static What of(String label) {
            for (What what : values()) {
                if (what.label.equals(label)) {
                    return what;
                }
            }
            throw new IllegalArgumentException("what: " + label + " (expected: connect or uplink)");
        }
    }

    public RefusalRecord {
        if (!REASON.matcher(reason).matches()) {
            throw new IllegalArgumentException("reason: " + reason + " (expected: 1 to 64 of a-z, 0-9 and -)");
        }
        if (!ADDRESS.matcher(ip).matches()) {
            throw new IllegalArgumentException("ip: not an address");
        }
    }

    /** Whether a record's headers say that it is one of these. */
    public static boolean isOne(Headers headers) {
        return DeliHeaders.text(headers, DeliHeaders.RECORD)
                .filter(KIND::equals)
                .isPresent();
    }

    /** The record for {@code topic}. */
    public ProducerRecord<byte[], byte[]> toRecord(String topic) {
        var record = new ProducerRecord<>(topic, device.value().getBytes(StandardCharsets.UTF_8), toValue());
        DeliHeaders.put(record.headers(), DeliHeaders.RECORD, KIND);
        return record;
    }

    /** The record's value: UTF-8 JSON, the time in epoch milliseconds. */
    public byte[] toValue() {
        return new JsonObject()
                .put("device_id", device.value())
                .put("what", what.label())
                .put("reason", reason)
                .put("time", time.toEpochMilli())
                .put("ip", ip)
                .toBuffer()
                .getBytes();
    }

    /** Reads a record's value; empty when it is not one. */
    public static Optional<RefusalRecord> read(byte[] value) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(value));
            return Optional.of(new RefusalRecord(
                    new DeviceId(text(json, "device_id")),
                    What.of(text(json, "what")),
                    text(json, "reason"),
                    Instant.ofEpochMilli(json.getValue("time") instanceof Number number ? number.longValue() : 0),
                    text(json, "ip")));
        } catch (DecodeException | ClassCastException | IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }
}
