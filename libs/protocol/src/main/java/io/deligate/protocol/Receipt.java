package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** The one outcome of a 301, told to the app that sent it. */
public record Receipt(
        @Nullable Mid mid,
        AppId appId,
        @Nullable String cmd,
        ReplyCode code,
        String msg,
        @Nullable String deviceId) implements ToApp {
    /** {@code cmd} and {@code deviceId} are null when the record did not let them be read; then they are not sent. */
    public Receipt {
        cmd = cmd == null ? null : Texts.cut(cmd, DeviceFault.MAX_MESSAGE);
        msg = Texts.cut(msg, DeviceFault.MAX_MESSAGE);
        deviceId = deviceId == null ? null : Texts.cut(deviceId, DeviceFault.MAX_MESSAGE);
    }

    /** The outcome in the code's own words. */
    public static Receipt of(FromApp message, AppId appId, ReplyCode code) {
        return new Receipt(
                message.mid(),
                appId,
                message.cmd(),
                code,
                code.message(),
                message.device().value());
    }

    /** The outcome of a record that was refused. */
    public static Receipt of(AppFault fault, AppId appId) {
        return new Receipt(fault.mid(), appId, fault.cmd(), fault.code(), fault.getMessage(), fault.deviceId());
    }

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return Action.MESSAGE_FROM_APP.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.receipt(this);
    }
}
