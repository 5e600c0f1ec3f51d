package io.deligate.protocol;

/** 404: a device of this app came or went. */
public record DevicePresence(Mid mid, AppId appId, DeviceId device, String name, boolean online) implements ToApp {
    public static final int ACTION = 404;

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return ACTION;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.devicePresence(this);
    }
}
