package io.deligate.streams.receipt;

import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the receipts topic: the outcome of one down record that asked for it with {@code deli-receipt}. Its key is
 * the device id, and its headers are the down record's own {@code deli-*} headers and {@code traceparent}, so the asker
 * finds its {@code deli-message-id} and whatever else it had put there.
 *
 * <p>At least once: an edge that dies between a receipt and the commit behind it may report again, and not always the
 * same outcome. The asker takes the first receipt of a {@code deli-message-id} and ignores the others.
 *
 * @param edge the edge that reports it
 * @param time when the outcome was known there
 */
public record ReceiptRecord(DeviceId device, ReceiptOutcome outcome, EdgeId edge, Instant time) {
    /** The record for {@code topic}, with the headers that are echoed from the down record's. */
    public ProducerRecord<byte[], byte[]> toRecord(String topic, Headers asked) {
        var record = new ProducerRecord<>(topic, device.value().getBytes(StandardCharsets.UTF_8), toValue());
        asked.forEach(header -> {
            if (DeliHeaders.isOurs(header.key())) {
                record.headers().add(header);
            }
        });
        return record;
    }

    /** The record's value: UTF-8 JSON, the time in epoch milliseconds. */
    public byte[] toValue() {
        return new JsonObject()
                .put("device_id", device.value())
                .put("outcome", outcome.label())
                .put("edge", edge.value())
                .put("time", time.toEpochMilli())
                .toBuffer()
                .getBytes();
    }

    /** Reads a record's value; empty when it is not one or names an unknown outcome, which a reader skips. */
    public static Optional<ReceiptRecord> read(byte[] value) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(value));
            DeviceId device = new DeviceId(text(json, "device_id"));
            EdgeId edge = new EdgeId(text(json, "edge"));
            Instant time =
                    Instant.ofEpochMilli(json.getValue("time") instanceof Number number ? number.longValue() : 0);
            return ReceiptOutcome.fromLabel(text(json, "outcome"))
                    .map(outcome -> new ReceiptRecord(device, outcome, edge, time));
        } catch (DecodeException | ClassCastException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }
}
