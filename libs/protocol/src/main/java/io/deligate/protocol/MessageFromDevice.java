package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 300 on its way to one app: {@code data} as the device spelled it (A66, R114). */
public record MessageFromDevice(@Nullable Mid mid, DeviceId device, AppId appId, RawJson data) implements ToApp {
    /** The copy of a device's message for one app. */
    public static MessageFromDevice of(MessageToApp message, DeviceId device, AppId appId) {
        return new MessageFromDevice(message.mid(), device, appId, message.data());
    }

    @Override
    public String from() {
        return device.value();
    }

    @Override
    public int action() {
        return Action.MESSAGE_TO_APP.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.messageFromDevice(this);
    }
}
