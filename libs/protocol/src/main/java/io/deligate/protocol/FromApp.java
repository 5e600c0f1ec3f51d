package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 301 from a cloud app: a message for one device; {@code data} travels byte for byte. */
public record FromApp(@Nullable Mid mid, @Nullable String from, DeviceId device, String cmd, RawJson data) {

    /** The message in a record's value, which must not be changed afterwards. */
    public static FromApp read(byte[] value) throws AppFault {
        Envelope envelope = envelope(value);
        if (envelope.action() != Action.MESSAGE_FROM_APP.code()) {
            throw AppFault.of(envelope, ReplyCode.UNSUPPORTED, "action: not for apps (expected: 301)");
        }
        RawJson data = envelope.data();
        String cmd = data == null ? null : DataReader.cmd(data);
        if (data == null || cmd == null || cmd.isEmpty()) {
            throw AppFault.of(envelope, ReplyCode.UNDECODABLE, DataReader.NO_CMD);
        }
        String to = envelope.to();
        if (to == null) {
            throw AppFault.of(envelope, ReplyCode.UNDECODABLE, "to: missing (expected: a device id)");
        }
        DeviceId device = DeviceId.parse(to).orElse(null);
        if (device == null) {
            throw AppFault.of(envelope, ReplyCode.NO_TARGET, "to: no such device (expected: a device id)");
        }
        return new FromApp(envelope.mid(), envelope.from(), device, cmd, data);
    }

    /** Refuses a {@code from} that is not the app whose topic carried the record; none is fine. */
    public void checkSender(AppId app) throws AppFault {
        if (from != null && !from.equals(app.toString())) {
            throw fault(ReplyCode.NOT_PERMITTED, "from: not this app (expected: its own id or nothing)");
        }
    }

    /** A refusal of this message, ready for a receipt. */
    public AppFault fault(ReplyCode code, String message) {
        return new AppFault(code, message, mid, device.value(), cmd);
    }

    private static Envelope envelope(byte[] value) throws AppFault {
        try {
            return EnvelopeReader.readFromApp(value);
        } catch (DeviceFault broken) {
            throw new AppFault(broken.code(), broken.getMessage(), null, null, null);
        }
    }
}
