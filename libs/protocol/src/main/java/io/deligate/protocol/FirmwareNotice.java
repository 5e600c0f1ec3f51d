package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 202: a firmware is out; a broadcast to {@code T/M} when it names no device (A59). */
public record FirmwareNotice(Mid mid, @Nullable DeviceId device, String version) implements ToDevice {
    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return Action.FIRMWARE_NOTICE.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.firmwareNotice(this);
    }
}
