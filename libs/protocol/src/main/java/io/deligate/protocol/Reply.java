package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** The answer to a 1xx request that has nothing to tell but its outcome. */
public record Reply(@Nullable Mid mid, DeviceId device, int action, ReplyCode code, String msg) implements ToDevice {
    public Reply {
        msg = Texts.cut(msg, DeviceFault.MAX_MESSAGE);
    }

    /** The request was carried out; {@code msg} is sent empty (A35). */
    public static Reply ok(FromDevice request, DeviceId device) {
        return of(request, device, ReplyCode.OK);
    }

    /** The outcome in the code's own words. */
    public static Reply of(FromDevice request, DeviceId device, ReplyCode code) {
        return new Reply(request.mid(), device, request.action(), code, code.message());
    }

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.reply(this);
    }
}
