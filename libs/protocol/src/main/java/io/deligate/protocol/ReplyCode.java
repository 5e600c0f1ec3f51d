package io.deligate.protocol;

import java.util.Optional;

/** The platform's reply codes, the document's table "平台统一错误码" without the alarm codes 200-202 (A55). */
public enum ReplyCode {
    /** Not defined by the platform; the reply's {@code msg} says what happened. */
    INTERNAL(-1, "internal error"),
    OK(0, ""),
    UNDECODABLE(100, "request cannot be decoded"),
    BAD_SIGNATURE(101, "bad signature"),
    NO_TARGET(102, "target does not exist or cannot be reached"),
    NOT_PERMITTED(103, "not permitted"),
    EXPIRED(104, "request expired"),
    LOCKED(105, "device is locked"),
    UNSUPPORTED(106, "action is not supported"),
    NOT_BOUND(107, "device is not registered or not bound");

    private final int code;
    private final String message;

    ReplyCode(int code, String message) {
        this.code = code;
        this.message = message;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The text sent when nobody has a more precise one; empty for {@link #OK} (A35). */
    public String message() {
        return message;
    }

    /** The constant of a wire number, or empty: an unknown number is data, not a crash. */
    public static Optional<ReplyCode> fromCode(int code) {
        for (ReplyCode candidate : values()) {
            if (candidate.code == code) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
