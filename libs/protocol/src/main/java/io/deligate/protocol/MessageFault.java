package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** The answer to a 300 the platform does not forward; a forwarded one is answered by the app (A45). */
public record MessageFault(@Nullable Mid mid, DeviceId device, String cmd, ReplyCode code, String msg)
        implements ToDevice {
    /** {@code cmd} is empty when the request had none. */
    public MessageFault {
        cmd = Texts.cut(cmd, DeviceFault.MAX_MESSAGE);
        msg = Texts.cut(msg, DeviceFault.MAX_MESSAGE);
    }

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return Action.MESSAGE_TO_APP.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.messageFault(this);
    }
}
