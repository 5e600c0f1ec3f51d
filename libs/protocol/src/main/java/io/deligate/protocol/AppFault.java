package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** A cloud app's mistake, with what could be read of its record so that a receipt can be made; no stack trace. */
public final class AppFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ReplyCode code;
    private final transient @Nullable Mid mid;
    private final @Nullable String deviceId;
    private final @Nullable String cmd;

    /** {@code deviceId} is the record's {@code to} as it stands, which need not name a device. */
    AppFault(ReplyCode code, String message, @Nullable Mid mid, @Nullable String deviceId, @Nullable String cmd) {
        super(Texts.cut(message, DeviceFault.MAX_MESSAGE), null, false, false);
        this.code = code;
        this.mid = mid;
        this.deviceId = deviceId;
        this.cmd = cmd;
    }

    /** A refusal of a record that is at least an envelope. */
    static AppFault of(Envelope envelope, ReplyCode code, String message) {
        RawJson data = envelope.data();
        return new AppFault(code, message, envelope.mid(), envelope.to(), data == null ? null : DataReader.cmd(data));
    }

    public ReplyCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.message() : message;
    }

    /** The record's mid when it had a usable one. */
    public @Nullable Mid mid() {
        return mid;
    }

    /** The record's {@code to} when it was text; it need not name a device. */
    public @Nullable String deviceId() {
        return deviceId;
    }

    /** The business command when it could be read. */
    public @Nullable String cmd() {
        return cmd;
    }
}
