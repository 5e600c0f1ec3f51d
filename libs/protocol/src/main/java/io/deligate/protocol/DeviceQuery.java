package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 102: a device asks what the platform knows about it. */
public record DeviceQuery(@Nullable Mid mid) implements FromDevice {
    @Override
    public int action() {
        return Action.DEVICE_QUERY.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.deviceQuery(this);
    }
}
