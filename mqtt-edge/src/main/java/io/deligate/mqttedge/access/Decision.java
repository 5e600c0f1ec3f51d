package io.deligate.mqttedge.access;

import io.deligate.protocol.DeviceId;
import io.deligate.registryview.ProductView;

/** Whether a client may connect. */
public sealed interface Decision {
    record Granted(DeviceId device, ProductView product) implements Decision {}

    record Refused(Refusal why) implements Decision {}
}
