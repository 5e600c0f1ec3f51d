package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/**
 * 403: a device no longer belongs to this app.
 *
 * @param groupId the organisation it belongs to or has just left, null when there is none
 */
public record DeviceUnbound(
        Mid mid, AppId appId, DeviceId device, @Nullable GroupId groupId) implements ToApp {
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
