package io.deligate.streams.session;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.topic.EdgeId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record of the session topic; its key is the device id, an online record's own offset is the session's epoch. */
public sealed interface SessionRecord {
    DeviceId device();

    ProductModel product();

    EdgeId edge();

    Instant time();

    /** What outlives the session; null when it is a clean one, of which nothing does (A17). */
    @Nullable
    KeptSubscriptions kept();

    /** A session began on {@code edge}; {@code ip} is the device's address as the edge saw it. */
    record Online(
            DeviceId device,
            ProductModel product,
            EdgeId edge,
            Instant time,
            String ip,
            @Nullable KeptSubscriptions kept)
            implements SessionRecord {
        /** A clean session. */
        public Online(DeviceId device, ProductModel product, EdgeId edge, Instant time, String ip) {
            this(device, product, edge, time, ip, null);
        }
    }

    /** The session of that epoch ended; it says nothing about a newer one. */
    record Offline(
            DeviceId device,
            ProductModel product,
            EdgeId edge,
            long epoch,
            Instant time,
            String reason,
            @Nullable KeptSubscriptions kept)
            implements SessionRecord {
        /** The end of a clean session. */
        public Offline(DeviceId device, ProductModel product, EdgeId edge, long epoch, Instant time, String reason) {
            this(device, product, edge, epoch, time, reason, null);
        }
    }

    /** The record's value: UTF-8 JSON, times in epoch milliseconds. */
    default byte[] toValue() {
        JsonObject json = new JsonObject()
                .put("device_id", device().value())
                .put("product", product().value())
                .put("edge", edge().value())
                .put("time", time().toEpochMilli());
        if (this instanceof Online online) {
            json.put("status", "online").put("ip", online.ip());
        } else if (this instanceof Offline offline) {
            json.put("status", "offline").put("epoch", offline.epoch()).put("reason", offline.reason());
        }
        KeptSubscriptions kept = kept();
        if (kept != null) {
            JsonObject flags = new JsonObject();
            if (kept.typeQos() >= 0) {
                flags.put("type", kept.typeQos());
            }
            if (kept.modelQos() >= 0) {
                flags.put("model", kept.modelQos());
            }
            json.put("kept", flags);
        }
        return json.toBuffer().getBytes();
    }

    /** Reads a record's value; empty when it is not one, which a reader skips. */
    static Optional<SessionRecord> read(byte[] value) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(value));
            DeviceId device = new DeviceId(text(json, "device_id"));
            ProductModel product = new ProductModel(text(json, "product"));
            EdgeId edge = new EdgeId(text(json, "edge"));
            Instant time = Instant.ofEpochMilli(number(json, "time", 0));
            return switch (text(json, "status")) {
                case "online" -> Optional.of(new Online(device, product, edge, time, text(json, "ip"), kept(json)));
                case "offline" ->
                    Optional.of(new Offline(
                            device, product, edge, number(json, "epoch", -1), time, text(json, "reason"), kept(json)));
                default -> Optional.empty();
            };
        } catch (DecodeException | ClassCastException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static @Nullable KeptSubscriptions kept(JsonObject json) {
        return json.getValue("kept") instanceof JsonObject flags
                ? new KeptSubscriptions(qos(flags, "type"), qos(flags, "model"))
                : null;
    }

    private static int qos(JsonObject flags, String name) {
        long qos = number(flags, name, KeptSubscriptions.NOT);
        return qos == 0 || qos == 1 ? (int) qos : KeptSubscriptions.NOT;
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }

    private static long number(JsonObject json, String name, long otherwise) {
        return json.getValue(name) instanceof Number number ? number.longValue() : otherwise;
    }
}
