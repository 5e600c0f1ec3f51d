package io.deligate.registryservice.outbox;

import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import java.util.Collection;

/** Tells the readers of devices' records that what they have cached is over. */
public interface Announcer {
    /** Succeeds when they have been told, or after a bounded wait. */
    Future<Void> changed(Collection<DeviceId> devices);
}
