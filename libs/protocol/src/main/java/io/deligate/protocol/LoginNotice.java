package io.deligate.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** 205: how far a user has come in logging in to a device by scanning its code (A62). */
public record LoginNotice(
        Mid mid,
        @Nullable String userId,
        DeviceId device,
        Status status,
        Person person,
        @Nullable Token token) implements ToDevice {
    public LoginNotice {
        UserId.check(userId);
        if ((status == Status.CONFIRMED) != (token != null)) {
            throw BadValue.of("status", status, "a token with CONFIRMED and none otherwise");
        }
    }

    /** The step of the login. */
    public enum Status {
        SCANNED(0),
        CONFIRMED(1),
        FAILED(2);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** The number on the wire. */
        public int code() {
            return code;
        }
    }

    /** Who logs in; each part may be empty. */
    public record Person(String name, String mobile, String avatar) {
        /** Without the mobile number. */
        @Override
        public String toString() {
            return "Person[name=" + name + ", mobile=***]";
        }
    }

    /** What the device may use until {@code expire}. */
    public record Token(String value, Instant expire) {
        /** Without the value. */
        @Override
        public String toString() {
            return "Token[***, expire=" + expire + "]";
        }
    }

    @Override
    public String from() {
        return userId == null ? Envelope.SYSTEM : userId;
    }

    @Override
    public int action() {
        return Action.LOGIN_NOTICE.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.loginNotice(this);
    }
}
