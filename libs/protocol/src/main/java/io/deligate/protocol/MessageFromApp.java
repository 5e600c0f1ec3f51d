package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 301: a cloud app speaks to a device; {@code data} travels byte for byte. */
public record MessageFromApp(@Nullable Mid mid, AppId appId, DeviceId device, RawJson data) implements ToDevice {
    @Override
    public String from() {
        return appId.toString();
    }

    @Override
    public int action() {
        return Action.MESSAGE_FROM_APP.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.messageFromApp(this);
    }
}
