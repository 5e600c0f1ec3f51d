package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 203: a device was bound to an organisation or released from it. */
public record GroupNotice(
        Mid mid, @Nullable String userId, DeviceId device, GroupId groupId, String name, boolean bound)
        implements ToDevice {
    public GroupNotice {
        UserId.check(userId);
    }

    @Override
    public String from() {
        return userId == null ? Envelope.SYSTEM : userId;
    }

    @Override
    public int action() {
        return Action.GROUP_NOTICE.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.groupNotice(this);
    }
}
