package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The outer JSON object every message shares, with {@code data} untouched.
 *
 * <p>{@code from} and {@code to} are null when absent, null or empty: the document makes no difference between the three.
 * Rules about who may say what to whom are methods here, so that every reader applies them the same way.
 */
public final class Envelope {
    /** The platform's own name in {@code from} and {@code to}. */
    public static final String SYSTEM = "system";

    private final @Nullable Mid mid;
    private final @Nullable String from;
    private final @Nullable String to;
    private final int action;
    private final @Nullable RawJson data;
    private final int payloadLength;

    Envelope(
            @Nullable Mid mid,
            @Nullable String from,
            @Nullable String to,
            int action,
            @Nullable RawJson data,
            int payloadLength) {
        this.mid = mid;
        this.from = from;
        this.to = to;
        this.action = action;
        this.data = data;
        this.payloadLength = payloadLength;
    }

    public @Nullable Mid mid() {
        return mid;
    }

    public @Nullable String from() {
        return from;
    }

    /** The receiver; a JSON integer is given as its decimal text (A31). */
    public @Nullable String to() {
        return to;
    }

    public int action() {
        return action;
    }

    /** The {@code data} object byte for byte, or null when it is absent or JSON null. */
    public @Nullable RawJson data() {
        return data;
    }

    public ActionFamily family() {
        return ActionFamily.of(action);
    }

    /** Refuses a {@code from} that is not the device of the session: identity comes from the connection (A29, R64). */
    public void checkSender(DeviceId session) throws DeviceFault {
        if (from != null && !from.equals(session.value())) {
            throw fault(ReplyCode.NOT_PERMITTED, "from: not the connected device (expected: its own id or nothing)");
        }
    }

    /** Refuses a receiver other than the platform; for requests of the 1xx family (A30, R65). */
    public void checkAddressedToPlatform() throws DeviceFault {
        if (to != null && !to.equals(SYSTEM)) {
            throw fault(ReplyCode.NO_TARGET, "to: not the platform (expected: system or nothing)");
        }
    }

    /** Refuses a payload longer than {@code maxBytes} (A44, R58). */
    public void checkSize(int maxBytes) throws DeviceFault {
        if (payloadLength > maxBytes) {
            throw fault(
                    ReplyCode.UNDECODABLE, "payload: " + payloadLength + " bytes (expected: at most " + maxBytes + ")");
        }
    }

    /** A refusal of this request with the given text, ready to be answered. */
    public DeviceFault fault(ReplyCode code, String message) {
        return DeviceFault.refused(code, message, mid, action, cmd());
    }

    /** A refusal of this request with the code's own text. */
    public DeviceFault fault(ReplyCode code) {
        return fault(code, code.message());
    }

    /** The business command of a 300, for its error reply; null when there is none or it cannot be read. */
    private @Nullable String cmd() {
        if (action != Action.MESSAGE_TO_APP.code() || data == null) {
            return null;
        }
        return DataReader.cmd(data);
    }
}
