package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 103: a device asks for its newest firmware. */
public record FirmwareQuery(@Nullable Mid mid) implements FromDevice {
    @Override
    public int action() {
        return Action.FIRMWARE_QUERY.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.firmwareQuery(this);
    }
}
