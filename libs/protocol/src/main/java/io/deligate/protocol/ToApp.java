package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** Everything the platform can say to a cloud app, in the app's {@code in} topic. */
public sealed interface ToApp permits MessageFromDevice, Receipt, DeviceBound, DeviceUnbound, DevicePresence {
    /** Null only when a message had none to pass on. */
    @Nullable
    Mid mid();

    /** A device's id or {@link Envelope#SYSTEM}. */
    String from();

    AppId appId();

    int action();

    <R> R match(Cases<R> cases);

    /** One method per message: a new message does not compile until every reader has decided about it. */
    interface Cases<R> {
        R messageFromDevice(MessageFromDevice message);

        R receipt(Receipt message);

        R deviceBound(DeviceBound message);

        R deviceUnbound(DeviceUnbound message);

        R devicePresence(DevicePresence message);
    }
}
