package io.deligate.mqttedge.refusal;

import io.deligate.protocol.DeviceId;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Where what a connected device sends and may not is reported; works on when its connection is gone. */
public final class DeviceRefusals {
    private final RefusalReports reports;
    private final DeviceId device;
    private final @Nullable SocketAddress from;

    DeviceRefusals(RefusalReports reports, DeviceId device, @Nullable SocketAddress from) {
        this.reports = reports;
        this.device = device;
        this.from = from;
    }

    /** A message was refused, with an answer or by closing the connection. */
    public void uplink(String reason) {
        reports.uplink(device, reason, from);
    }
}
