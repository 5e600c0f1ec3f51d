package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 200: a command for one device, from a user or the platform itself. */
public record RemoteCommand(
        Mid mid,
        @Nullable String userId,
        DeviceId device,
        String cmd,
        @Nullable RawJson payload) implements ToDevice {
    /** Without {@code userId} the platform is the sender; an absent {@code payload} is sent as an empty object. */
    public RemoteCommand {
        UserId.check(userId);
        if (cmd.isEmpty()) {
            throw BadValue.of("cmd", cmd, "a non-empty string");
        }
    }

    @Override
    public String from() {
        return userId == null ? Envelope.SYSTEM : userId;
    }

    @Override
    public int action() {
        return Action.REMOTE_COMMAND.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.remoteCommand(this);
    }
}
