package io.deligate.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The good answer to a 102. */
public record QueryReply(
        @Nullable Mid mid,
        DeviceId device,
        Status status,
        @Nullable GroupId groupId,
        @Nullable Instant lastAccess,
        String productVersion)
        implements ToDevice {
    /** Whether the device may do business (A25). */
    public enum Status {
        LOCKED(0),
        NORMAL(1);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** The number on the wire. */
        public int code() {
            return code;
        }
    }

    /** {@code groupId} is null while unbound (A48), {@code lastAccess} in the first session (A50). */
    public QueryReply {}

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return Action.DEVICE_QUERY.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.queryReply(this);
    }
}
