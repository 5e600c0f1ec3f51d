package io.deligate.registryservice.standing;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import java.util.Optional;

/** The stored locks and bans. */
public interface Standings {
    /**
     * Succeeds with the device as it is after the change, empty when there is none; what is so already stays so, without
     * an event. A ban ends the device's session. Fails with {@link io.deligate.registryservice.revision.StaleRevision}
     * when the device is not the one the caller has seen.
     */
    Future<Optional<Device>> change(DeviceId device, StandingChange change, Precondition precondition, Actor actor);
}
