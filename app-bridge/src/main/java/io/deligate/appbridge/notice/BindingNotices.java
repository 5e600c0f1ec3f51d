package io.deligate.appbridge.notice;

import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceBound;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceUnbound;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.Mid;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.ToApp;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Tells an app which devices were bound to it and released (402, 403), from the registry's events and as they happened. */
public final class BindingNotices implements RecordHandler {
    private static final String BOUND = "cloud.deli.device.app-bound.v1";
    private static final String UNBOUND = "cloud.deli.device.app-unbound.v1";

    private final Inbox inbox;
    private final AppMetrics metrics;

    public BindingNotices(Inbox inbox, AppMetrics metrics) {
        this.inbox = inbox;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        String type = DeliHeaders.text(record.headers(), "ce_type").orElse("");
        if (!type.equals(BOUND) && !type.equals(UNBOUND)) {
            return Future.succeededFuture();
        }
        String id = DeliHeaders.text(record.headers(), "ce_id").orElseGet(() -> Parcel.messageId(record));
        ToApp notice = notice(record.value(), type.equals(BOUND), id);
        return inbox.put(notice, Parcel.causedBy(record, "event:" + id))
                .onSuccess(stored -> metrics.notice(notice.action()));
    }

    private static ToApp notice(byte @Nullable [] value, boolean bound, String id) {
        try {
            JsonObject event = new JsonObject(Buffer.buffer(value == null ? new byte[0] : value));
            Mid mid = Mid.of(id);
            AppId app = new AppId(number(event, "service_id"));
            DeviceId device = new DeviceId(text(event, "device_id"));
            GroupId group = event.getValue("group_id") == null ? null : new GroupId(number(event, "group_id"));
            return bound
                    ? new DeviceBound(
                            mid,
                            app,
                            device,
                            group,
                            text(event, "name"),
                            number(event, "status") == 1,
                            product(event.getJsonObject("product", new JsonObject())))
                    : new DeviceUnbound(mid, app, device, group);
        } catch (DecodeException | ClassCastException | IllegalArgumentException notOurs) {
            throw new UnprocessableRecordException("event: " + notOurs.getMessage());
        }
    }

    private static DeviceBound.Product product(JsonObject product) {
        return new DeviceBound.Product(
                new ProductModel(text(product, "model")),
                new ProductType(text(product, "type")),
                text(product, "name"));
    }

    private static String text(JsonObject json, String name) {
        return Optional.ofNullable(json.getString(name)).orElse("");
    }

    private static long number(JsonObject json, String name) {
        return json.getValue(name) instanceof Number number ? number.longValue() : 0;
    }
}
