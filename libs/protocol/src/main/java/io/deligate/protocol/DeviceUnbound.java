package io.deligate.protocol;

/** 403: a device no longer belongs to this app. */
public record DeviceUnbound(Mid mid, AppId appId, DeviceId device, GroupId groupId) implements ToApp {
    public static final int ACTION = 403;

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
        return cases.deviceUnbound(this);
    }
}
