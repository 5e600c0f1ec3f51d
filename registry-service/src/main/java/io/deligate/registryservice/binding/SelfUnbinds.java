package io.deligate.registryservice.binding;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.Future;

/** The bindings that devices end themselves (104). */
public interface SelfUnbinds {
    /**
     * Releases the device from its organisation and all apps, without notices to it, and sends it the answer; both once
     * committed. A request that was carried out before only gets its answer again, and so does a device that belongs to
     * nobody (R87).
     *
     * @param requestId the same whenever the request comes
     */
    Future<Void> carryOut(DeviceId device, String requestId, OutboxRecord answer);
}
