package io.deligate.protocol;

import java.util.Optional;

/** The actions between devices and the platform, with the family each has when a device sends it. */
public enum Action {
    CLOCK_SYNC(100, ActionFamily.REQUEST),
    DEVICE_REPORT(101, ActionFamily.REQUEST),
    DEVICE_QUERY(102, ActionFamily.REQUEST),
    FIRMWARE_QUERY(103, ActionFamily.REQUEST),
    UNBIND_REQUEST(104, ActionFamily.REQUEST),
    ALARM(105, ActionFamily.REQUEST),
    REMOTE_COMMAND(200, ActionFamily.COMMAND_ANSWER),
    LOG_UPLOAD(201, ActionFamily.COMMAND_ANSWER),
    FIRMWARE_NOTICE(202, ActionFamily.IGNORED),
    GROUP_NOTICE(203, ActionFamily.IGNORED),
    APP_NOTICE(204, ActionFamily.IGNORED),
    LOGIN_NOTICE(205, ActionFamily.IGNORED),
    /** What the document's own example of a log upload says; accepted, never sent (A58, R103). */
    LOG_UPLOAD_AS_207(207, ActionFamily.COMMAND_ANSWER),
    MESSAGE_TO_APP(300, ActionFamily.MESSAGE),
    /** Goes to devices only (R62). */
    MESSAGE_FROM_APP(301, ActionFamily.UNSUPPORTED);

    private static final int LOWEST = 100;
    private static final Action[] BY_CODE = byCode();

    private final int code;
    private final ActionFamily family;

    Action(int code, ActionFamily family) {
        this.code = code;
        this.family = family;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** How the platform treats it when a device sends it. */
    public ActionFamily family() {
        return family;
    }

    /** The constant of a wire number, or empty: an unknown number is data, not a crash. */
    public static Optional<Action> fromCode(int code) {
        long index = (long) code - LOWEST;
        return index >= 0 && index < BY_CODE.length ? Optional.ofNullable(BY_CODE[(int) index]) : Optional.empty();
    }

    private static Action[] byCode() {
        Action[] byCode = new Action[MESSAGE_FROM_APP.code - LOWEST + 1];
        for (Action action : values()) {
            byCode[action.code - LOWEST] = action;
        }
        return byCode;
    }
}
