package io.deligate.registryservice.binding;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.device.Device;
import io.vertx.core.Future;

/**
 * Binds devices to organisations and apps and releases them. Each method succeeds with the device as it is then, once that
 * is committed together with its events, its audit and the notices 203 and 204 to the device; what is so already stays
 * so, without a second notice. Each fails with {@link BindingRefused}, or with
 * {@link io.deligate.registryservice.revision.StaleRevision} when the device is not the one the caller has seen.
 */
public interface Bindings {
    /** R107, R110. */
    Future<Device> bind(DeviceId device, GroupId group, BindingRequest request);

    /** Releases the device from its organisation and from every app (R108). */
    Future<Device> unbind(DeviceId device, BindingRequest request);

    /** The device needs no organisation for it (R111). */
    Future<Device> bindApp(DeviceId device, AppId app, BindingRequest request);

    /** R111. */
    Future<Device> unbindApp(DeviceId device, AppId app, BindingRequest request);
}
