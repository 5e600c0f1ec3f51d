package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.alarm.Alarms;
import io.deligate.registryservice.alarm.StoredAlarm;
import io.deligate.registryservice.device.Devices;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;

/** The calls about alarms. */
public final class AlarmCalls implements Calls {
    private final Devices devices;
    private final Alarms alarms;

    public AlarmCalls(Devices devices, Alarms alarms) {
        this.devices = devices;
        this.alarms = alarms;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("listDeviceAlarms", this::list);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.pageByNumber();
        query.end();
        Optional<DeviceId> device = DeviceId.parse(request.path("id"));
        return device.map(devices::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .compose(found -> alarms.list(
                        found.orElseThrow(() -> CallerFault.notFound("this device"))
                                .id(),
                        page))
                .map(found -> Lists.page(found, AlarmCalls::write));
    }

    private static void write(StoredAlarm alarm, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("code", alarm.code());
        out.writeStringField("msg", alarm.msg());
        out.writeStringField("first_at", alarm.firstAt().toString());
        out.writeStringField("last_at", alarm.lastAt().toString());
        out.writeNumberField("count", alarm.count());
        if (alarm.group() == null) {
            out.writeNullField("group_id");
        } else {
            out.writeNumberField("group_id", alarm.group().value());
        }
        out.writeEndObject();
    }
}
