package io.deligate.registryservice.device;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import java.util.Optional;

/** The stored devices. */
public interface Devices {
    /** Succeeds with the device, empty when there is none. */
    Future<Optional<Device>> find(DeviceId id);

    /** Succeeds with devices in the order of their ids. */
    Future<Page<Device>> list(DeviceFilter filter, PageRequest page);
}
