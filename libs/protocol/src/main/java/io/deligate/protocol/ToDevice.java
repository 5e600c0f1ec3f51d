package io.deligate.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Everything the platform can say to a device. */
public sealed interface ToDevice
        permits Reply,
                QueryReply,
                FirmwareReply,
                MessageFault,
                RemoteCommand,
                LogUpload,
                FirmwareNotice,
                GroupNotice,
                AppNotice,
                LoginNotice,
                MessageFromApp {
    /** Null only when a request had none to echo. */
    @Nullable
    Mid mid();

    /** A user's or an app's id, or {@link Envelope#SYSTEM}; never empty (A38). */
    String from();

    /** The receiver; null in a broadcast (A36). */
    @Nullable
    DeviceId device();

    int action();

    <R> R match(Cases<R> cases);

    /** The answer to a refused request: a 300 has its own form. */
    static ToDevice refusal(DeviceFault fault, DeviceId device) {
        if (fault.action() == Action.MESSAGE_TO_APP.code()) {
            String cmd = Objects.requireNonNullElse(fault.cmd(), "");
            return new MessageFault(fault.mid(), device, cmd, fault.code(), fault.getMessage());
        }
        return new Reply(fault.mid(), device, fault.action(), fault.code(), fault.getMessage());
    }

    /** One method per message: a new message does not compile until every reader has decided about it. */
    interface Cases<R> {
        R reply(Reply message);

        R queryReply(QueryReply message);

        R firmwareReply(FirmwareReply message);

        R messageFault(MessageFault message);

        R remoteCommand(RemoteCommand message);

        R logUpload(LogUpload message);

        R firmwareNotice(FirmwareNotice message);

        R groupNotice(GroupNotice message);

        R appNotice(AppNotice message);

        R loginNotice(LoginNotice message);

        R messageFromApp(MessageFromApp message);
    }
}
