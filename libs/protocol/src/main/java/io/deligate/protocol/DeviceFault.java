package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** The device's mistake, with what could be read of its request so that a reply can be made; no stack trace. */
public final class DeviceFault extends Exception {
    /** The longest {@code msg} in a reply (R69). */
    public static final int MAX_MESSAGE = 256;

    /** The action of a reply to a text without a readable action (A41). */
    public static final int UNKNOWN_ACTION = 0;

    private static final long serialVersionUID = 1L;

    private final transient ReplyCode code;
    private final transient @Nullable Mid mid;
    private final int action;
    private final @Nullable String cmd;
    private final boolean undecodable;

    private DeviceFault(
            ReplyCode code, String message, @Nullable Mid mid, int action, @Nullable String cmd, boolean undecodable) {
        super(Texts.cut(message, MAX_MESSAGE), null, false, false);
        this.code = code;
        this.mid = mid;
        this.action = action;
        this.cmd = cmd;
        this.undecodable = undecodable;
    }

    /** The payload is no JSON envelope at all: answered with action 0 and without mid (A41, R54). */
    static DeviceFault undecodable(String message) {
        return new DeviceFault(ReplyCode.UNDECODABLE, message, null, UNKNOWN_ACTION, null, true);
    }

    /** The request could be read but is refused. */
    static DeviceFault refused(ReplyCode code, String message, @Nullable Mid mid, int action, @Nullable String cmd) {
        return new DeviceFault(code, message, mid, action, cmd, false);
    }

    public ReplyCode code() {
        return code;
    }

    /** What to tell the device: at most 256 characters, free of class names and of what the device sent. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.message() : message;
    }

    /** The request's mid when it had a usable one. */
    public @Nullable Mid mid() {
        return mid;
    }

    /** The request's action, or {@link #UNKNOWN_ACTION}. */
    public int action() {
        return action;
    }

    /** The business command of a refused 300 when it could be read; its error reply repeats it. */
    public @Nullable String cmd() {
        return cmd;
    }

    /** Whether the text itself was broken: only such payloads count towards closing a connection (A43, R57). */
    public boolean undecodable() {
        return undecodable;
    }
}
