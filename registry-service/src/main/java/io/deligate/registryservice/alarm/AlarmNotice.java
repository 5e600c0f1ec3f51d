package io.deligate.registryservice.alarm;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What the administrators of an organisation are told about an alarm of one of their devices: once for a row, when it
 * begins (R89).
 */
public record AlarmNotice(GroupId group, DeviceId device, String name, String product, Tally alarm) {
    /** The record, under the organisation's key. */
    public OutboxRecord toRecord(String topic) {
        return new OutboxRecord.ToTopic(
                topic,
                group.toString(),
                Map.of(),
                new JsonObject()
                        .put("group_id", group.value())
                        .put("device_id", device.value())
                        .put("name", name)
                        .put("product", product)
                        .put("code", alarm.code())
                        .put("msg", alarm.msg())
                        .put("time", alarm.firstAt().toEpochMilli())
                        .put("count", alarm.count())
                        .encode());
    }
}
