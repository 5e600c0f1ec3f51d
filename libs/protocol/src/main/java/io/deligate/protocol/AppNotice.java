package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 204: a device was bound to a cloud app or released from it. */
public record AppNotice(
        Mid mid, @Nullable String userId, DeviceId device, AppId appId, String name, String icon, boolean bound)
        implements ToDevice {
    /** {@code icon} is a URL, or empty. */
    public AppNotice {
        UserId.check(userId);
    }

    @Override
    public String from() {
        return userId == null ? Envelope.SYSTEM : userId;
    }

    @Override
    public int action() {
        return Action.APP_NOTICE.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.appNotice(this);
    }
}
